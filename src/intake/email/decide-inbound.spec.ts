import { decideInbound, type InboundFacts } from './decide-inbound.js';
import type { ThreadCandidate } from './decide-thread.js';

const FACTS: InboundFacts = {
  receivedAt: new Date('2026-03-12T11:00:00Z'),
  isWhole: true,
  sender: { address: 'anna@urzad.example', isInternal: true, isOurselves: false },
  authenticity: null,
  spam: null,
  automatic: null,
  bounce: null,
  duplicateOf: null,
  candidates: [],
  externalSenders: 'review',
  flood: null,
};
const THREAD: ThreadCandidate = {
  ticketId: 7,
  by: 'signature',
  isFinished: false,
  reopensUntil: null,
  senderIsParticipant: true,
  senderIsInUnit: false,
};
const OUTSIDER = { address: 'x@example.net', isInternal: false, isOurselves: false };
const FORGED = { verdict: 'fail', dmarc: 'fail', spf: 'fail', dkim: 'none' } as const;
const VACATION = { kind: 'auto-reply', evidence: 'Auto-Submitted: auto-replied' };

describe('decideInbound', () => {
  it.each<[string, Partial<InboundFacts>, object]>([
    ['an employee writes', {}, { outcome: 'created', reason: null, followsId: null, suggestedId: null }],
    [
      'an employee answers',
      { candidates: [THREAD] },
      { outcome: 'appended', reason: 'signed-id', ticketId: 7, isStranger: false },
    ],
    [
      'an answer to a closed ticket',
      { candidates: [{ ...THREAD, isFinished: true }] },
      { outcome: 'created', reason: 'follows-finished', followsId: 7, suggestedId: null },
    ],
    [
      'a colleague’s address that our server does not confirm',
      { authenticity: FORGED, candidates: [THREAD] },
      { outcome: 'review', reason: 'forged-sender', suggestedId: 7 },
    ],
    [
      'a colleague’s address that our server confirms',
      { authenticity: { ...FORGED, verdict: 'pass', dmarc: 'pass' } },
      { outcome: 'created', reason: null, followsId: null, suggestedId: null },
    ],
    [
      'an accepted outsider whom our server does not confirm',
      { sender: OUTSIDER, externalSenders: 'accept', authenticity: FORGED },
      { outcome: 'created', reason: null, followsId: null, suggestedId: null },
    ],
    [
      'a message that a filter calls spam',
      { spam: 'x-spam-flag: YES' },
      { outcome: 'review', reason: 'spam', suggestedId: null },
    ],
    [
      'an outsider writes, default',
      { sender: OUTSIDER },
      { outcome: 'review', reason: 'external-sender', suggestedId: null },
    ],
    [
      'an outsider writes, accepted',
      { sender: OUTSIDER, externalSenders: 'accept' },
      { outcome: 'created', reason: null, followsId: null, suggestedId: null },
    ],
    [
      'an outsider writes, rejected',
      { sender: OUTSIDER, externalSenders: 'reject' },
      { outcome: 'ignored', reason: 'external-sender' },
    ],
    [
      'an outsider answers by a signed id',
      { sender: OUTSIDER, candidates: [{ ...THREAD, senderIsParticipant: false }] },
      { outcome: 'appended', reason: 'signed-id', ticketId: 7, isStranger: true },
    ],
    [
      'an outsider guesses a number',
      { sender: OUTSIDER, candidates: [{ ...THREAD, by: 'number', senderIsParticipant: false }] },
      { outcome: 'review', reason: 'external-sender', suggestedId: 7 },
    ],
    [
      'no sender at all',
      { sender: { address: null, isInternal: false, isOurselves: false } },
      { outcome: 'review', reason: 'no-sender', suggestedId: null },
    ],
    ['a vacation reply', { automatic: VACATION }, { outcome: 'ignored', reason: 'auto-reply' }],
    [
      'a vacation reply on its ticket',
      { automatic: VACATION, candidates: [{ ...THREAD, isFinished: true }] },
      { outcome: 'appended', reason: 'auto-reply', ticketId: 7, isStranger: false },
    ],
    [
      'our own mail comes back',
      { sender: { ...FACTS.sender, isOurselves: true }, candidates: [THREAD] },
      { outcome: 'ignored', reason: 'own-mail' },
    ],
    [
      'a bounce of our notification',
      {
        bounce: { isFailure: true, isFromServer: true, about: { notificationId: 3, ticketId: 7 } },
        automatic: VACATION,
      },
      { outcome: 'bounce', reason: 'delivery-failed', notificationId: 3, ticketId: 7 },
    ],
    [
      'a delay of our notification',
      { bounce: { isFailure: false, isFromServer: true, about: { notificationId: 3, ticketId: 7 } } },
      { outcome: 'bounce', reason: 'delivery-notice', notificationId: 3, ticketId: 7 },
    ],
    [
      'a forged bounce',
      { bounce: { isFailure: true, isFromServer: true, about: null } },
      { outcome: 'bounce', reason: 'unmatched-report', notificationId: null, ticketId: null },
    ],
    [
      'a report that a person hands in',
      { bounce: { isFailure: true, isFromServer: false, about: { notificationId: 3, ticketId: 7 } } },
      { outcome: 'bounce', reason: 'unmatched-report', notificationId: null, ticketId: null },
    ],
    [
      'the same content again',
      { duplicateOf: { inboundEmailId: 5, ticketId: 7 }, candidates: [THREAD] },
      { outcome: 'duplicate', reason: null, ofId: 5, ticketId: 7 },
    ],
    ['too large', { isWhole: false }, { outcome: 'quarantined', reason: 'too-large' }],
    [
      'a flood',
      { flood: { ticketsInLastHour: 100, limit: 100 } },
      { outcome: 'review', reason: 'sender-limit', suggestedId: null },
    ],
    [
      'nearly a flood',
      { flood: { ticketsInLastHour: 99, limit: 100 } },
      { outcome: 'created', reason: null, followsId: null, suggestedId: null },
    ],
    [
      'an answer during a flood',
      { flood: { ticketsInLastHour: 100, limit: 100 }, candidates: [THREAD] },
      { outcome: 'appended', reason: 'signed-id', ticketId: 7, isStranger: false },
    ],
  ])('%s', (_, facts, expected) => {
    expect(decideInbound({ ...FACTS, ...facts }).decision).toEqual(expected);
  });

  it('says how it came to its decision', () => {
    expect(decideInbound({ ...FACTS, candidates: [THREAD] }).trace).toEqual([
      { check: 'automatic', result: 'no' },
      { check: 'sender', result: 'internal', detail: { address: 'anna@urzad.example' } },
      { check: 'thread', result: 'append', detail: { ticketId: 7, by: 'signature', isStranger: false } },
    ]);
  });
});
