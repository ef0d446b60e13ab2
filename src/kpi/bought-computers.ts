/** One line of an acceptance protocol: pieces bought and delivered. Donations, leases and exchanges have none. */
export interface AcceptedItem {
  /** Date of the acceptance protocol, YYYY-MM-DD; order and invoice do not matter. */
  acceptedOn: string;
  countsAsComputer: boolean;
  pieces: number;
  /** Of these, returned with refund at any later time; an exchange under complaint is not a return. */
  refunded: number;
}

/**
 * Indicator 3, numerator: computers bought in the period, by the date of the acceptance protocol.
 * Source: process card PR-10, indicator 3; domain guide section 3.5.
 */
export function boughtComputers(items: readonly AcceptedItem[], period: { firstDay: string; lastDay: string }): number {
  return items
    .filter(({ acceptedOn }) => period.firstDay <= acceptedOn && acceptedOn <= period.lastDay)
    .reduce((sum, item) => (item.countsAsComputer ? sum + item.pieces - item.refunded : sum), 0);
}
