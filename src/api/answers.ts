import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { found } from '../common/domain-error.js';

/** Says in the OpenAPI document what a route answers. */
export function Answers(schema: z.ZodType, status = 200) {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io: 'output',
    unrepresentable: 'any',
    override: instants,
  });
  return applyDecorators(ApiBearerAuth(), ApiResponse({ status, schema: json as never }));
}

/** One page of a list; `nextCursor` is null on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** Instants leave as ISO 8601 text in UTC. */
function instants({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  if (zodSchema._zod.def.type !== 'date') return;
  jsonSchema.type = 'string';
  jsonSchema.format = 'date-time';
}

/** A row as the API shows it: what the schema does not name stays inside. */
export function shown<S extends z.ZodType>(schema: S, row: z.input<S>): z.output<S> {
  return schema.parse(row);
}

/** An instant in a request, ISO 8601 with its offset: `2026-11-23T08:30:00+01:00`. */
export const instantText = z.iso.datetime({ offset: true });

/** A body of which nothing is required may be left out altogether. */
export function optionalBody<S extends z.ZodRawShape>(shape: S) {
  return z.preprocess((body) => body ?? {}, z.object(shape));
}

/** The id in an address. @throws DomainError `<noun>.not-found` when it cannot be one */
export function idFromPath(path: string, noun: string): number {
  return Number(found(/^\d{1,9}$/.exec(path), noun)[0]);
}

/** Query parameters of every list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

/** @param rows one more than asked for, when there is a next page */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => string,
) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(toItem), nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}
