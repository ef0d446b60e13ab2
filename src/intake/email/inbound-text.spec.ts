import { decideInbound, type InboundFacts } from './decide-inbound.js';
import { reasonText, stepText } from './inbound-text.js';

const FACTS: InboundFacts = {
  receivedAt: new Date('2026-03-12T11:00:00Z'),
  isWhole: true,
  sender: { address: 'anna@urzad.example', isInternal: true, isOurselves: false },
  authenticity: null,
  spam: null,
  automatic: null,
  bounce: null,
  duplicateOf: null,
  candidates: [
    {
      ticketId: 7,
      by: 'signature',
      isFinished: false,
      reopensUntil: null,
      senderIsParticipant: true,
      senderIsInUnit: false,
    },
  ],
  externalSenders: 'review',
  flood: null,
};

it('tells a decision in sentences', () => {
  const { decision, trace } = decideInbound(FACTS);
  expect(trace.map((step) => stepText(step, new Map([[7, 'ZG/2026/000007']])))).toEqual([
    'Nic nie wskazuje na wiadomość automatyczną.',
    'Nadawca z domeny urzędu: anna@urzad.example.',
    'Wiadomość należy do zgłoszenia ZG/2026/000007; podstawa: podpisany identyfikator naszej wiadomości.',
  ]);
  expect(reasonText(decision.reason)).toBe('podpisany identyfikator naszej wiadomości');
});

it('does not name a ticket that the reader may not see', () => {
  const [, , thread] = decideInbound(FACTS).trace;
  expect(stepText(thread!, new Map())).toContain('zgłoszenie niedostępne');
});

it('shows an unknown reason as it is', () => {
  expect(reasonText('brand-new')).toBe('brand-new');
  expect(reasonText(null)).toBeNull();
});
