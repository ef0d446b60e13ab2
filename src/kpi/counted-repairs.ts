/** One revision of a repair protocol, any state. */
export interface RepairRevision {
  protocolId: number;
  revision: number;
  state: 'DRAFT' | 'SUBMITTED' | 'RETURNED' | 'APPROVED' | 'ANNULLED';
  /** YYYY-MM-DD */
  completedOn: string | null;
  /** How many of its operations the catalogue marks as counting for indicator 2. */
  countedOperations: number;
}

/**
 * Indicator 2, numerator: protocols whose last approved revision was completed in the period and replaced a component or
 * reinstalled software. One protocol is one repair, whatever the number of parts; a correction keeps counting once.
 * Source: process card PR-10, indicator 2; domain guide section 3.4.
 */
export function countedRepairs<R extends RepairRevision>(
  revisions: readonly R[],
  period: { firstDay: string; lastDay: string },
): R[] {
  const inForce = new Map<number, R>();
  for (const revision of revisions) {
    if (revision.state !== 'APPROVED') continue;
    const known = inForce.get(revision.protocolId);
    if (!known || known.revision < revision.revision) inForce.set(revision.protocolId, revision);
  }
  return [...inForce.values()].filter(
    ({ completedOn, countedOperations }) =>
      completedOn !== null && period.firstDay <= completedOn && completedOn <= period.lastDay && countedOperations > 0,
  );
}
