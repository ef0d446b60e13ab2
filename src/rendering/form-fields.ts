import { z } from 'zod';
import { parseGrosze } from '../common/grosze.js';

/** A field that may stay empty; empty is null. */
export function optional<S extends z.ZodType>(schema: S) {
  return z
    .preprocess((value) => (typeof value === 'string' && !value.trim() ? null : value), schema.nullish())
    .transform((value): z.output<S> | null => value ?? null);
}

/** PostgreSQL text holds no NUL, and nobody types one. */
const withoutNul = (text: string) => text.replaceAll('\0', '');

/** One line of text. @param max characters */
export function textField(max: number) {
  return z.string().overwrite(withoutNul).trim().min(1).max(max);
}

/** Text of several lines that may be empty; Windows line ends become plain ones. @param max characters */
export function longTextField(max: number) {
  return z
    .string()
    .default('')
    .transform((text) => withoutNul(text).replaceAll('\r\n', '\n').trim())
    .pipe(z.string().max(max));
}

/** A telephone number, perhaps with an extension; may be empty. */
export const phoneField = z
  .string()
  .trim()
  .max(30)
  .regex(/^[\d\s+()/-]*(w(ew)?\.?\s*\d+)?$/i, 'Wpisz numer telefonu, np. 62 700 10 20 wew. 15.')
  .default('');

/** A calendar day, `YYYY-MM-DD`. */
export const dayField = z.iso.date();

/** A reference to a row, from a select or a hidden field. */
export const idField = z.coerce
  .number({ error: 'Wybierz jedną z podanych możliwości.' })
  .int()
  .positive()
  .max(2_147_483_647);

/** A reference in the address of a list; anything else counts as not said. */
export const idFilter = idField.optional().catch(undefined);

/** What is searched for, in the address of a list. */
export const searchFilter = z.string().max(200).overwrite(withoutNul).optional().catch(undefined);

/** A number of pieces, at least one. */
export function countField(max: number) {
  const error = 'Podaj liczbę całkowitą.';
  return z.coerce.number({ error }).int({ error }).min(1).max(max);
}

/** A checkbox: ticked or not sent at all. */
export const tickField = z.preprocess((value) => value === 'on' || value === 'true' || value === true, z.boolean());

/** Money as people type it, `1 234,50`; the output is a whole number of grosze. */
export const moneyField = z.string().transform((text, context) => {
  const grosze = parseGrosze(text);
  if (grosze !== null) return grosze;
  const message = text.trim() ? 'Podaj kwotę, na przykład 1234,50.' : 'Uzupełnij to pole.';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
