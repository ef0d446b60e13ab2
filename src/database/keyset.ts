import type { SqlParams } from './sql-params.js';

type KeyType = 'integer' | 'text' | 'date' | 'timestamptz';

/** An order of a list: SQL expressions that together are unique and never NULL, so that paging neither skips nor repeats. */
export interface KeysetOrder {
  keys: readonly { sql: string; type: KeyType }[];
  descending: boolean;
}

const MAX_INTEGER = 2_147_483_647;

/** Whether PostgreSQL would take a text for a key: what does not fit its type is not ours, and must not become an error. */
const FITS: Record<KeyType, (text: string) => boolean> = {
  integer: (text) => /^-?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= MAX_INTEGER,
  text: (text) => !text.includes('\0'),
  date: (text) => /^(-?infinity|\d{4}-\d\d-\d\d)$/.test(text) && isDay(text.slice(0, 10)),
  timestamptz: (text) =>
    /^(-?infinity|\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?[+-](0\d|1[0-4])(:?[0-5]\d)?)$/.test(
      text,
    ) && isDay(text.slice(0, 10)),
};

function isDay(text: string): boolean {
  return text.endsWith('infinity') || new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

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
      values.every((value, index) => typeof value === 'string' && FITS[keys[index]!.type](value));
    return fits ? (values as string[]) : null;
  } catch {
    return null;
  }
}
