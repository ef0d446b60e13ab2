type Values = Readonly<Record<string, unknown>>;

/**
 * Rows of a repeated group in a flat form (`parts.0.name`, `parts.1.name`), for pages that work without a script.
 * @returns how many rows the values hold; gaps count as rows
 */
export function rowCount(values: Values, group: string): number {
  const numbers = Object.keys(values).flatMap((name) => {
    const [head, index] = name.split('.');
    return head === group && /^\d{1,3}$/.test(index ?? '') ? [Number(index)] : [];
  });
  return numbers.length === 0 ? 0 : Math.max(...numbers) + 1;
}

/** @returns the index of the first row in which nothing is typed; null when there is none. A quantity alone is nothing: forms offer 1. */
export function emptyRow(values: Values, group: string): number | null {
  const rows = Array.from({ length: rowCount(values, group) }, (_, row) => row);
  return rows.find((row) => isEmptyRow(values, group, row)) ?? null;
}

export function isEmptyRow(values: Values, group: string, row: number): boolean {
  const prefix = `${group}.${row}.`;
  return Object.entries(values).every(
    ([name, value]) =>
      !name.startsWith(prefix) || name.endsWith('.quantity') || typeof value !== 'string' || !value.trim(),
  );
}

/** Said at an empty row when another one is asked for. */
export const FILL_FIRST = 'Najpierw wypełnij ten wiersz.';

/** Takes one row out and closes the gap. */
export function withoutRow(values: Values, group: string, removed: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const [head, index, ...rest] = name.split('.');
      if (head !== group || !/^\d{1,3}$/.test(index ?? '')) return [[name, value]];
      const at = Number(index);
      if (at === removed) return [];
      return [[[head, at > removed ? at - 1 : at, ...rest].join('.'), value]];
    }),
  );
}
