import pg from 'pg';

/** Beyond so many texts statements are planned each time: lists with filters have many forms, and each costs memory per connection. */
const MAX_PREPARED = 400;

const names = new Map<string, string>();

/**
 * A connection on which PostgreSQL parses and plans each statement once instead of at every execution; half of what a small
 * statement costs. A text that cannot be prepared (several statements, commands of transactions) passes as it is.
 * Source: PostgreSQL, PREPARE; node-postgres, prepared statements.
 */
export class PreparingClient extends pg.Client {
  // The overloads of the base class cannot be repeated for a function that only passes its arguments on.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  override query(...args: any[]): any {
    const [text, values, ...rest] = args as [unknown, unknown, ...unknown[]];
    const isOne = typeof text === 'string' && (Array.isArray(values) || !text.includes(';'));
    const name = isOne ? nameOf(text) : undefined;
    const given = Array.isArray(values) ? [{ text, values, name }, ...rest] : [{ text, name }, values, ...rest];
    return (super.query as (...all: unknown[]) => unknown)(...(name ? given : (args as unknown[])));
  }
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= MAX_PREPARED || !/^\s*(?:--.*\s+)*(?:SELECT|WITH|INSERT|UPDATE|DELETE)\b/i.test(text))
    return known;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}
