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
 * Indicator 3, numerator: lines that brought computers in the period, by the date of the acceptance protocol.
 * Source: process card PR-10, indicator 3; domain guide section 3.5.
 */
export function boughtComputers<I extends AcceptedItem>(
  items: readonly I[],
  period: { firstDay: string; lastDay: string },
): I[] {
  return items.filter(
    ({ acceptedOn, countsAsComputer }) =>
      countsAsComputer && period.firstDay <= acceptedOn && acceptedOn <= period.lastDay,
  );
}

/** Pieces bought and kept. */
export function keptPieces(items: readonly AcceptedItem[]): number {
  return items.reduce((sum, { pieces, refunded }) => sum + pieces - refunded, 0);
}
