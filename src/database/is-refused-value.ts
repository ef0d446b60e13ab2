/**
 * SQLSTATEs of values that no row can hold or refer to: a number out of range, a NUL in a text, a day that does not exist, an id
 * that nothing has. Forms and schemas catch what people type; this is for requests made up by hand.
 */
const REFUSED = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05', '23503']);

/** Whether PostgreSQL refused a value that came from outside (answer 422), rather than the statement around it. */
export function isRefusedValue(error: unknown): boolean {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && REFUSED.has(code);
}
