/** Names of the fields that differ. Names only: values may be names of people, which events must not hold. */
export function changedFields<T extends object>(before: T, next: Partial<T>): (keyof T & string)[] {
  return (Object.keys(next) as (keyof T & string)[]).filter(
    (field) => (before[field] ?? null) !== (next[field] ?? null),
  );
}
