import { STATUSES, type TicketStatus } from './ticket-codes.js';
import { isFinished, isWaiting, nextStatuses, refuseTransition } from './ticket-status.js';

const UNTOUCHED: readonly TicketStatus[] = ['NEW', 'ASSIGNED'];
const AT_WORK: readonly TicketStatus[] = [...UNTOUCHED, 'IN_PROGRESS'];
const WAITING: readonly TicketStatus[] = ['WAITING_REQUESTER', 'WAITING_PARTS', 'WAITING_PURCHASE', 'EXTERNAL_SERVICE'];
const OPEN: readonly TicketStatus[] = [...AT_WORK, ...WAITING];
const FINISHED: readonly TicketStatus[] = ['CLOSED', 'REJECTED', 'WITHDRAWN'];

interface Rule {
  rule: string;
  from: readonly TicketStatus[];
  to: readonly TicketStatus[];
  needsReason?: true;
}

/** Domain guide section 5, sentence by sentence; deliberately not written like the table in the code. */
const RULES: readonly Rule[] = [
  { rule: 'a new ticket gets a person', from: ['NEW'], to: ['ASSIGNED'] },
  { rule: 'an assigned one goes back to its queue', from: ['ASSIGNED'], to: ['NEW'] },
  { rule: 'work starts', from: UNTOUCHED, to: ['IN_PROGRESS'] },
  { rule: 'work has to wait', from: AT_WORK, to: WAITING },
  { rule: 'work is done', from: AT_WORK, to: ['RESOLVED'] },
  { rule: 'what is no case for us is rejected', from: AT_WORK, to: ['REJECTED'], needsReason: true },
  { rule: 'the requester no longer needs it', from: AT_WORK, to: ['WITHDRAWN'] },
  { rule: 'what it waited for is there', from: WAITING, to: ['IN_PROGRESS'] },
  { rule: 'waiting ends in a solution', from: WAITING, to: ['RESOLVED'] },
  { rule: 'the requester gives up waiting', from: WAITING, to: ['WITHDRAWN'] },
  { rule: 'a solution is confirmed', from: ['RESOLVED'], to: ['CLOSED'] },
  { rule: 'a solution did not hold', from: ['RESOLVED'], to: ['IN_PROGRESS'] },
  { rule: 'a technician takes up what was finished', from: FINISHED, to: ['IN_PROGRESS'], needsReason: true },
  { rule: 'any open ticket joins another', from: OPEN, to: ['MERGED'] },
];

const ALLOWED = RULES.flatMap(({ rule, from, to, needsReason }) =>
  from.flatMap((one) => to.map((other) => ({ rule, from: one, to: other, needsReason: needsReason ?? false }))),
);

describe('changes of state', () => {
  it.each(ALLOWED)('$rule: $from -> $to', ({ from, to, needsReason }) => {
    expect(refuseTransition(from, to, 'ponownie nie działa')).toBeNull();
    for (const reason of [undefined, '', '  \n'])
      expect(refuseTransition(from, to, reason)).toBe(needsReason ? 'reason-required' : null);
  });

  it.each(STATUSES)('nothing else leads out of %s, whatever the reason', (from) => {
    const reachable = ALLOWED.filter((row) => row.from === from).map(({ to }) => to);
    for (const to of STATUSES.filter((status) => !reachable.includes(status)))
      expect([to, refuseTransition(from, to, 'tak trzeba')]).toEqual([to, 'not-allowed']);
    expect(nextStatuses(from).toSorted()).toEqual(reachable.toSorted());
  });

  it('a ticket waits in four states and is finished in four; a resolved one may still reopen', () => {
    expect(STATUSES.filter(isWaiting)).toEqual(WAITING);
    expect(STATUSES.filter(isFinished)).toEqual([...FINISHED, 'MERGED']);
  });
});
