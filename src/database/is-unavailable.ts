/** SQLSTATE classes and socket errors that mean "the server is not there", not "the statement is wrong". */
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const SQLSTATE = /^(08|53|57P)/;
/** TypeORM lets go of a connection that breaks while a transaction is between two statements; the next one hears only of that. */
const LET_GO = /^QueryRunner(?:Provider)?AlreadyReleasedError$/;

/** Whether an error comes from a database that cannot be reached (answer 503 or SMTP 4xx, try again), not from a bug. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (LET_GO.test(error.name)) return true;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  // A socket file that is not there; any other missing file is our own affair.
  if (code === 'ENOENT') return syscall === 'connect';
  if (typeof code === 'string' && (SOCKET.has(code) || SQLSTATE.test(code))) return true;
  return /Connection terminated|is not queryable|timeout expired|DataSource is not|not initialized|not connected|timeout exceeded when trying to connect/i.test(
    error.message,
  );
}
