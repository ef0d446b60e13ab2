import type { z } from 'zod';
import { polishMessage } from './form-messages.js';

/** What the form partials show: what was typed and what is wrong with it. */
export interface FormView {
  values: Record<string, unknown>;
  /** Field name -> Polish message. */
  errors: Record<string, string>;
  /** The same in the order of the fields, with labels; field '' is about the form as a whole. */
  summary: { field: string; label: string | null; message: string }[];
}

export type FormResult<T> = ({ ok: true; data: T } & FormView) | ({ ok: false } & FormView);

/** A form not yet filled in, or filled with what is known. */
export function emptyForm(values: Record<string, unknown> = {}): FormView {
  return { values, errors: {}, summary: [] };
}

/**
 * Reads a submitted form. Names with dots are lists and groups: `lines.0.quantity`.
 * Refusals are in Polish; a field's label for the summary comes from its schema: `z.string().meta({ title: 'Temat' })`.
 * @param body flat, as the form parser gives it; the token is dropped
 * @returns the data, or what was typed with a message per field, to be rendered again with status 422
 */
export function readForm<S extends z.ZodType>(schema: S, body: unknown): FormResult<z.output<S>> {
  const values = typedValues(body);
  const result = schema.safeParse(nested(values), { error: polishMessage });
  if (result.success) return { ok: true, data: result.data, values, errors: {}, summary: [] };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) errors[issue.path.join('.')] ??= issue.message;
  return { ok: false, ...refusedForm(values, errors, schema) };
}

/**
 * A form refused by a rule that the schema cannot know, e.g. `DomainError.fields`.
 * @param message about the form as a whole, when no field is to blame
 */
export function refusedForm(
  values: Record<string, unknown>,
  errors: Record<string, string>,
  schema?: z.ZodType,
  message?: string,
): FormView {
  const order = Object.keys(shapeOf(schema) ?? {});
  const placeOf = (field: string) => order.indexOf(field.split('.')[0]!) >>> 0;
  const summary = Object.entries(errors)
    .map(([field, text]) => ({ field, label: labelOf(schema, field), message: text }))
    .toSorted((a, b) => placeOf(a.field) - placeOf(b.field));
  if (message && summary.length === 0) summary.push({ field: '', label: null, message });
  return { values, errors, summary };
}

/** The first number in a name: `lines.3` of `lines.3.name`. */
const INDEXED = /^([^.]+)\.(\d{1,3})(?=\.|$)/;

/** What was typed; a removed line leaves a gap in the numbers, which closes here, so that names and messages agree. */
function typedValues(body: unknown): Record<string, unknown> {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>).filter(([name]) => name !== '_csrf');
  const order = new Map<string, string[]>();
  for (const [, list, index] of entries.flatMap(([name]) => [INDEXED.exec(name)]).filter((match) => match !== null)) {
    const indexes = order.get(list!) ?? [];
    if (!indexes.includes(index!))
      order.set(
        list!,
        [...indexes, index!].toSorted((a, b) => Number(a) - Number(b)),
      );
  }
  const closed = (name: string) =>
    name.replace(INDEXED, (_, list: string, index: string) => `${list}.${order.get(list)!.indexOf(index)}`);
  return Object.fromEntries(entries.map(([name, value]) => [closed(name), value]));
}

const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_ITEMS = 500;

/** `{ 'lines.0.name': 'x' }` becomes `{ lines: [{ name: 'x' }] }`. */
function nested(flat: Record<string, unknown>): unknown {
  const root: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flat)) {
    const path = name.split('.');
    if (path.some((part) => UNSAFE.has(part)) || path.length > 4) continue;
    let at = root;
    for (const part of path.slice(0, -1)) {
      const next = at[part];
      const child: Record<string, unknown> = isGroup(next) ? next : {};
      at[part] = child;
      at = child;
    }
    at[path.at(-1) ?? ''] = value;
  }
  return listed(root);
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value);
}

function listed(value: unknown): unknown {
  if (!isGroup(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, listed(item)] as const);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d{1,3}$/.test(key));
  if (!isList) return Object.fromEntries(entries);
  return entries
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .slice(0, MAX_ITEMS)
    .map(([, item]) => item);
}

/** Files and other things of the form parser stay what they are. */
function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
}

/** Walks the schema along the path to the field's `title`; of a list it also says which one. */
function labelOf(schema: z.ZodType | undefined, field: string): string | null {
  let at: unknown = schema;
  for (const part of field.split('.').filter(Boolean)) at = childOf(at, part);
  const title = titleOf(at);
  const index = INDEXED.exec(field)?.[2];
  return title && index ? `${title} (poz. ${Number(index) + 1})` : title;
}

interface SchemaParts {
  shape?: Record<string, unknown>;
  def?: { innerType?: unknown; in?: unknown; out?: unknown; element?: unknown };
  meta?: () => { title?: string } | undefined;
}

/** What a schema wraps; a `z.preprocess` has it behind, a transform before itself. */
function wrappedBy(schema: unknown): unknown[] {
  const { def } = (schema ?? {}) as SchemaParts;
  return [def?.innerType, def?.in, def?.out].filter((inner) => inner !== undefined);
}

function childOf(schema: unknown, part: string): unknown {
  const { shape, def } = (schema ?? {}) as SchemaParts;
  if (shape) return shape[part];
  if (def?.element) return def.element;
  return firstOf(wrappedBy(schema), (inner) => childOf(inner, part));
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return (schema as SchemaParts | undefined)?.shape ?? firstOf(wrappedBy(schema), shapeOf);
}

function titleOf(schema: unknown): string | null {
  const title = (schema as SchemaParts | undefined)?.meta?.call(schema)?.title;
  return title ?? firstOf(wrappedBy(schema), titleOf) ?? null;
}

function firstOf<T>(schemas: readonly unknown[], find: (schema: unknown) => T | null | undefined): T | undefined {
  for (const schema of schemas) {
    const found = find(schema);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}
