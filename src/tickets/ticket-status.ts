import type { TicketStatus } from './ticket-codes.js';

const WAITING: readonly TicketStatus[] = ['WAITING_REQUESTER', 'WAITING_PARTS', 'WAITING_PURCHASE', 'EXTERNAL_SERVICE'];
const FROM_WORK: readonly TicketStatus[] = [...WAITING, 'RESOLVED', 'REJECTED', 'WITHDRAWN', 'MERGED'];
const FROM_WAITING: readonly TicketStatus[] = ['IN_PROGRESS', 'RESOLVED', 'WITHDRAWN', 'MERGED'];

/** Anything not in this table is refused. Source: domain guide section 5. */
const TRANSITIONS: Record<TicketStatus, readonly TicketStatus[]> = {
  NEW: ['ASSIGNED', 'IN_PROGRESS', ...FROM_WORK],
  ASSIGNED: ['NEW', 'IN_PROGRESS', ...FROM_WORK],
  IN_PROGRESS: FROM_WORK,
  WAITING_REQUESTER: FROM_WAITING,
  WAITING_PARTS: FROM_WAITING,
  WAITING_PURCHASE: FROM_WAITING,
  EXTERNAL_SERVICE: FROM_WAITING,
  RESOLVED: ['CLOSED', 'IN_PROGRESS'],
  CLOSED: ['IN_PROGRESS'],
  REJECTED: ['IN_PROGRESS'],
  WITHDRAWN: ['IN_PROGRESS'],
  MERGED: [],
};

/** How long a message still reopens a resolved ticket, and after which it closes by itself. */
export const REOPEN_DAYS = 14;
/** Working days without an answer after which the requester is reminded, and after which the ticket counts as resolved. */
export const REMIND_AFTER_WORKING_DAYS = 5;
export const GIVE_UP_AFTER_WORKING_DAYS = 10;

export function isWaiting(status: TicketStatus): boolean {
  return WAITING.includes(status);
}

/** Work is over: a message makes a new, linked ticket. RESOLVED is not finished, it reopens. */
export function isFinished(status: TicketStatus): boolean {
  return status === 'CLOSED' || status === 'REJECTED' || status === 'WITHDRAWN' || status === 'MERGED';
}

export function nextStatuses(status: TicketStatus): readonly TicketStatus[] {
  return TRANSITIONS[status];
}

export type TransitionRefusal = 'not-allowed' | 'reason-required';

/**
 * Whether a change of state is allowed. Rejection, and taking up again what was finished, need a reason.
 * @returns null when allowed
 */
export function refuseTransition(
  from: TicketStatus,
  to: TicketStatus,
  reason: string | undefined,
): TransitionRefusal | null {
  if (!TRANSITIONS[from].includes(to)) return 'not-allowed';
  const needsReason = to === 'REJECTED' || (to === 'IN_PROGRESS' && isFinished(from));
  return needsReason && !reason?.trim() ? 'reason-required' : null;
}
