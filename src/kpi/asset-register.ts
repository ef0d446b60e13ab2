/** Assets that entered and left the register on the same days. */
export interface RegisterGroup {
  /** YYYY-MM-DD */
  acceptedOn: string;
  /** The first day out of the register; null: still in it. */
  withdrawnOn: string | null;
  countsAsEquipment: boolean;
  countsAsComputer: boolean;
  pieces: number;
}

/** What the register holds on a day. */
export interface RegisterCount {
  equipment: number;
  computers: number;
}

/**
 * Denominators of indicators 2 and 3: an asset is in the register on a day when it was accepted by then and not withdrawn by
 * then, whatever its title (bought, donated, leased) and wherever it is (in use, in stock, in repair).
 * Source: domain guide section 3.2, register date rule.
 */
export function registerOn(groups: readonly RegisterGroup[], day: string): RegisterCount {
  const count = { equipment: 0, computers: 0 };
  for (const { acceptedOn, withdrawnOn, countsAsEquipment, countsAsComputer, pieces } of groups) {
    if (acceptedOn > day || (withdrawnOn !== null && withdrawnOn <= day)) continue;
    if (countsAsEquipment) count.equipment += pieces;
    if (countsAsComputer) count.computers += pieces;
  }
  return count;
}
