import { EVENT_TYPES } from '../events/event-types.js';
import { sentenceOf, TICKET_EVENT_TYPES, type TicketEventType } from './ticket-sentences.js';

const nameOf = (id: unknown) => (id === 7 ? 'Jan Testowy' : 'nieznana osoba');

/** All that any event may carry. */
const PAYLOAD = {
  channel: 'EMAIL',
  from: 3,
  to: 7,
  by: 'message',
  kind: 'REPAIR_PROTOCOL',
  step: 'IT_OPINION',
  round: 2,
  category: { from: 'OTHER', to: 'NETWORK' },
  triageResult: { from: 'REPAIR', to: null },
};

it.each<[TicketEventType, Record<string, unknown>, string]>([
  ['ticket.registered', { channel: 'EMAIL' }, 'zarejestrowano zgłoszenie (e-mail)'],
  ['ticket.registered', { channel: 'API' }, 'zarejestrowano zgłoszenie (API)'],
  ['ticket.assigned', { to: 7 }, 'przydzielono do osoby: Jan Testowy'],
  ['ticket.status-changed', { to: 'WAITING_PARTS' }, 'zmieniono stan na „Oczekuje na części”'],
  [
    'ticket.reclassified',
    { category: { from: 'OTHER', to: 'NETWORK' }, triageResult: { from: 'REPAIR', to: null } },
    'zmieniono: kategoria – sieć i serwery, sposób załatwienia – brak',
  ],
  ['purchase-request.submitted', { round: 1 }, 'złożono wniosek o zakup'],
  ['purchase-request.submitted', { round: 2 }, 'złożono ponownie wniosek o zakup'],
  ['purchase-request.step-approved', { step: 'TREASURER' }, 'zaakceptowano wniosek o zakup (skarbnik)'],
  ['purchase-request.returned', {}, 'zwrócono wniosek o zakup do uzupełnienia'],
  ['purchase-request.withdrawn', {}, 'wycofano wniosek o zakup'],
  ['purchase-request.procurement-started', {}, 'rozpoczęto postępowanie zakupowe'],
  ['purchase-request.partly-accepted', {}, 'odebrano część zamówienia'],
])('%s %j: %s', (type, payload, text) => expect(sentenceOf(type, payload, nameOf)?.[1]).toBe(text));

it('knows every type that a ticket may have in its log', () => {
  const foreign =
    /^(mailbox|triage-rule|asset|budget-line|calendar|office-profile|kpi-report|session|role|person|unit|api-token|import)\./;
  expect(TICKET_EVENT_TYPES.toSorted()).toEqual(EVENT_TYPES.filter((type) => !foreign.test(type)).toSorted());
});

it.each(TICKET_EVENT_TYPES)('%s shows no code', (type) => {
  const text = sentenceOf(type, PAYLOAD, nameOf)?.[1] ?? '';
  expect(text).not.toMatch(/[A-Z]{2,}_|\b[A-Z]{4,}\b|undefined|\w\.\w|\[object/);
});
