/** Automatic e-mails that went to one address in the last 24 hours. */
export interface RecentMail {
  /** all of them */
  toRecipient: number;
  /** those about the ticket at hand */
  toRecipientOnTicket: number;
  /** confirmations of receipt in the last hour: what a robot that answers in new threads would draw */
  confirmationsInHour: number;
}

export type OverBudget = 'budget-recipient' | 'budget-ticket' | 'budget-confirmations';

const PER_RECIPIENT = 200;
const PER_TICKET = 20;
const CONFIRMATIONS_PER_HOUR = 30;

/**
 * Whether one more automatic e-mail would be too many: no robot at the other end may keep us writing. One e-mail not sent ends the
 * conversation of two machines. A person's own words draw on no budget.
 *
 * The bound, whatever answers us and however: within 24 hours an address gets at most 200 automatic e-mails, at most 20 of them about
 * one ticket, news of its reopening included, and at most 30 confirmations of new tickets within an hour. A thread with n people on it
 * therefore costs at most 20 n a day. Those that are sent at the same instant do not see each other: the bound may be passed by as many
 * as processes send at once.
 * Source: RFC 3834 section 2 (no more than one response in a period), promise P3.
 */
export function overBudget(recent: RecentMail, isConfirmation: boolean): OverBudget | null {
  if (recent.toRecipient >= PER_RECIPIENT) return 'budget-recipient';
  if (recent.toRecipientOnTicket >= PER_TICKET) return 'budget-ticket';
  if (isConfirmation && recent.confirmationsInHour >= CONFIRMATIONS_PER_HOUR) return 'budget-confirmations';
  return null;
}
