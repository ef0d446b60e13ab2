import { z } from 'zod';
import { safePath } from './safe-path.js';

/** A form that was refused at the door, kept with what was typed until it can be sent again. Files are not kept. */
export interface KeptForm {
  /** Where it is sent. */
  action: string;
  fields: [name: string, value: string][];
  /** Files were sent with it. */
  hadFiles: boolean;
}

/** Of what one form carries to the next, percent-encoded: well below what a body may have. */
const MAX_BYTES = 900_000;

/** Never carried along in a page. */
const SECRET = /password|secret|token/i;

/** What stands in a form without being typed: values of buttons, selects, ticks and hidden fields. */
const CODE = /^([A-Z_]*|\d{1,9}|on|true|false|me|up|down|all|any|submit)$/;

/**
 * @param path where the form was sent
 * @param body as the form parser gives it
 * @returns null when nothing was typed, or too much to be carried along
 */
export function keptForm(path: string, body: unknown, hadFiles: boolean): KeptForm | null {
  const fields = Object.entries(fieldsOf(body))
    .filter(([name]) => name !== '_csrf' && !SECRET.test(name))
    .flatMap(([name, value]) => [value].flat().map((one): [string, unknown] => [name, one]))
    .filter((field): field is [string, string] => typeof field[1] === 'string');
  const kept = { action: path, fields, hadFiles };
  if (typedTexts(kept).length === 0) return null;
  return encodeURIComponent(JSON.stringify(kept)).length <= MAX_BYTES ? kept : null;
}

/** A stranger may send anything as a body, and not only what a form sends. */
export function fieldsOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** What was typed, to be read and copied: nothing that stands in a form without being seen. */
export function typedTexts({ fields }: KeptForm): string[] {
  return fields.map(([, value]) => value.trim()).filter((value) => !CODE.test(value));
}

const schema = z.object({
  action: z.string().transform(safePath),
  fields: z.array(z.tuple([z.string(), z.string()])).max(1000),
  hadFiles: z.boolean(),
});

/** Reads what the page of signing in carried. @returns null when there is nothing to be read */
export function readKeptForm(text: unknown): KeptForm | null {
  if (typeof text !== 'string' || !text) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
