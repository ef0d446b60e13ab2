export type ErrorKind = 'invalid' | 'forbidden' | 'not-found' | 'conflict' | 'too-many';

/** HTTP status of each kind of refusal; the only place that knows it. */
export const HTTP_STATUS: Record<ErrorKind, number> = {
  invalid: 422,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-many': 429,
};

/**
 * A refusal by a rule of the house: expected, final for this input, shown to the person who asked.
 * @param code stable and dotted, e.g. `ticket.transition-not-allowed`
 * @param message Polish, says what to do next
 * @param fields field name -> Polish message, for forms and `errors` of problem details
 */
export class DomainError extends Error {
  constructor(
    readonly code: string,
    readonly kind: ErrorKind,
    message: string,
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'DomainError';
  }
}

/** Shorthand for the refusal met most often. @throws DomainError `<noun>.not-found` when the row is missing */
export function found<T>(row: T | null | undefined, noun: string): T {
  if (row === null || row === undefined) {
    throw new DomainError(`${noun}.not-found`, 'not-found', 'Nie znaleziono tego, czego dotyczy adres strony.');
  }
  return row;
}

/**
 * Carries work out and hands back a refusal that a form can show beside what was typed. Missing rights and missing rows rise, as
 * does everything that is not a refusal.
 */
export async function refusalOf(work: () => Promise<unknown>): Promise<DomainError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof DomainError && (error.kind === 'invalid' || error.kind === 'conflict')) return error;
    throw error;
  }
}
