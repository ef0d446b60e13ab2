import { decideThread, type ThreadCandidate, threadOf } from './decide-thread.js';

const NOON = new Date('2026-03-12T11:00:00Z');
const LATER = new Date('2026-03-20T11:00:00Z');
const EARLIER = new Date('2026-03-01T11:00:00Z');

const candidate = (facts: Partial<ThreadCandidate>): ThreadCandidate => ({
  ticketId: 1,
  by: 'reference',
  isFinished: false,
  reopensUntil: null,
  senderIsParticipant: true,
  senderIsInUnit: false,
  ...facts,
});
const stranger = { senderIsParticipant: false };

describe('decideThread', () => {
  it.each<[string, Partial<ThreadCandidate>[], object]>([
    ['nothing known: a new ticket', [], { kind: 'create', followsId: null, suggestedId: null }],
    ['a reply of the requester', [{}], { kind: 'append', ticketId: 1, by: 'reference', isStranger: false }],
    [
      'our signed id proves the thread even for a stranger',
      [{ by: 'signature', ...stranger }],
      { kind: 'append', ticketId: 1, by: 'signature', isStranger: true },
    ],
    [
      'a colleague of the unit with a reference adds to the ticket, and sees it when a person confirms',
      [{ ...stranger, senderIsInUnit: true }],
      { kind: 'append', ticketId: 1, by: 'reference', isStranger: true },
    ],
    ['a guessed reference is only a suggestion', [stranger], { kind: 'create', followsId: null, suggestedId: 1 }],
    [
      'a guessed number is only a suggestion',
      [{ by: 'number', ...stranger }],
      { kind: 'create', followsId: null, suggestedId: 1 },
    ],
    [
      'a number counts for a participant',
      [{ by: 'number' }],
      { kind: 'append', ticketId: 1, by: 'number', isStranger: false },
    ],
    [
      'the signature beats the number',
      [
        { ticketId: 2, by: 'number' },
        { ticketId: 3, by: 'signature' },
      ],
      { kind: 'append', ticketId: 3, by: 'signature', isStranger: false },
    ],
    [
      'the reference beats the number',
      [{ ticketId: 2, by: 'number' }, { ticketId: 3 }],
      { kind: 'append', ticketId: 3, by: 'reference', isStranger: false },
    ],
    [
      'a trusted weak sign beats an untrusted strong one',
      [
        { ticketId: 2, ...stranger },
        { ticketId: 3, by: 'number' },
      ],
      { kind: 'append', ticketId: 3, by: 'number', isStranger: false },
    ],
    [
      'resolved, in time: reopened',
      [{ reopensUntil: LATER }],
      { kind: 'reopen', ticketId: 1, by: 'reference', isStranger: false },
    ],
    [
      'resolved, at the last moment: too late',
      [{ reopensUntil: NOON }],
      { kind: 'create', followsId: 1, suggestedId: null },
    ],
    [
      'resolved, too late: a new linked ticket',
      [{ reopensUntil: EARLIER }],
      { kind: 'create', followsId: 1, suggestedId: null },
    ],
    ['closed: a new linked ticket', [{ isFinished: true }], { kind: 'create', followsId: 1, suggestedId: null }],
    [
      'closed, signed id of a stranger: only a suggestion',
      [{ isFinished: true, by: 'signature', ...stranger }],
      { kind: 'create', followsId: null, suggestedId: 1 },
    ],
  ])('%s', (_, candidates, expected) => {
    expect(decideThread({ receivedAt: NOON, candidates: candidates.map(candidate) })).toEqual(expected);
  });
});

describe('threadOf', () => {
  it('files automatic mail on a closed ticket too', () => {
    expect(threadOf([candidate({ isFinished: true })])?.ticketId).toBe(1);
  });
  it('never on a guessed one', () => {
    expect(threadOf([candidate({ by: 'number', ...stranger })])).toBeNull();
  });
});
