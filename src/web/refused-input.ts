import { DomainError } from '../common/domain-error.js';

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

/** What a schema refused, as the refusal that every other rule makes: 422 with a message per field. */
export function refusedInput(issues: readonly Issue[]): DomainError {
  const fields: Record<string, string> = {};
  for (const { path = [], message } of issues) {
    const name = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    fields[name] ??= message;
  }
  return new DomainError('request.invalid', 'invalid', 'Przesłane dane są nieprawidłowe.', fields);
}
