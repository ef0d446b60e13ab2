/** The dates of one version of the card. */
export interface VersionDates {
  version: number;
  /** The day that its editor stated, YYYY-MM-DD. */
  effectiveFrom: string;
  /** When it came into the system; null: not known (version 1). */
  publishedAt: Date | null;
  /** When the next version replaced it; null: the current one. */
  replacedAt: Date | null;
}

/**
 * The version that the office was bound by on a day: the greatest stated day up to it, and of two the higher number.
 * @param day YYYY-MM-DD
 * @returns null before the first version
 * Source: domain guide section 2.1, legal view.
 */
export function legalVersion<V extends VersionDates>(versions: readonly V[], day: string): V | null {
  return versions
    .filter(({ effectiveFrom }) => effectiveFrom <= day)
    .reduce<V | null>((best, version) => (best && isBefore(version, best) ? best : version), null);
}

/**
 * The version that the system showed at an instant. Stated days and system moments overlap, so this may differ from the legal
 * view on either side of a change.
 * @param startOfDay the first instant of a local day; stands in for the unknown publication of version 1
 * Source: domain guide section 2.1, system view.
 */
export function systemVersion<V extends VersionDates>(
  versions: readonly V[],
  at: Date,
  startOfDay: (day: string) => Date,
): V | null {
  return (
    versions.find(
      ({ effectiveFrom, publishedAt, replacedAt }) =>
        (publishedAt ?? startOfDay(effectiveFrom)) <= at && (replacedAt === null || at < replacedAt),
    ) ?? null
  );
}

function isBefore(a: VersionDates, b: VersionDates): boolean {
  return a.effectiveFrom < b.effectiveFrom || (a.effectiveFrom === b.effectiveFrom && a.version < b.version);
}
