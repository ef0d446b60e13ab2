import type { SqlParams } from './sql-params.js';

type KeyType = 'integer' | 'text' | 'date' | 'timestamptz';

/** An order of a list: SQL expressions that together are unique and never NULL, so that paging neither skips nor repeats. */
export interface KeysetOrder {
  keys: readonly { sql: string; type: KeyType }[];
  descending: boolean;
}

/** Text forms of keys as PostgreSQL writes them; text keys may be anything. */
const FORMS: Record<KeyType, RegExp> = {
  integer: /^-?\d{1,10}$/,
  text: /^[\s\S]*$/,
  date: /^(-?infinity|\d{4}-\d\d-\d\d)$/,
  timestamptz: /^(-?infinity|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:?\d\d)?)$/,
};

/** A column `cursor`, opaque to its readers: where the next page starts. */
export function cursorColumn({ keys }: KeysetOrder): string {
  const texts = keys.map(({ sql }) => `(${sql})::text`).join(', ');
  return `translate(encode(convert_to(jsonb_build_array(${texts})::text, 'UTF8'), 'base64'), E'\\n', '') AS cursor`;
}

/** ORDER BY without the words. */
export function orderBy({ keys, descending }: KeysetOrder): string {
  return keys.map(({ sql }) => `${sql} ${descending ? 'DESC' : 'ASC'}`).join(', ');
}

/**
 * A condition for the rows after a cursor. A cursor comes from outside: anything else than what we gave counts as the first page.
 * @returns null on the first page
 */
export function after(order: KeysetOrder, cursor: string | undefined, params: SqlParams): string | null {
  const values = cursor === undefined ? null : readCursor(cursor, order);
  if (!values) return null;
  const bound = values.map((value, index) => `${params.bind(value)}::${order.keys[index]?.type}`);
  return `(${order.keys.map(({ sql }) => sql).join(', ')}) ${order.descending ? '<' : '>'} (${bound.join(', ')})`;
}

function readCursor(cursor: string, { keys }: KeysetOrder): string[] | null {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
    const fits =
      Array.isArray(values) &&
      values.length === keys.length &&
      values.every((value, index) => typeof value === 'string' && FORMS[keys[index]!.type].test(value));
    return fits ? (values as string[]) : null;
  } catch {
    return null;
  }
}
