import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { IMPORT_KINDS, type ImportKind } from '../inventory/csv-import.entity.js';
import { type ImportPlan, ImportsService } from '../inventory/imports.service.js';

/** The last line when rejected lines stopped the import, or when only a look was asked for. */
export const NOTHING_IMPORTED = 'Nothing was imported.';

export function isImportKind(kind: string | undefined): kind is ImportKind {
  return (IMPORT_KINDS as readonly string[]).includes(kind ?? '');
}

/**
 * Imports a CSV file, all of it or nothing.
 * @param options `dryRun` only shows; `skipRejected` leaves out the lines that cannot be imported
 * @returns lines to print: what was (or would be) done, and every rejected line with its number and fields
 */
export async function importFile(
  app: INestApplicationContext,
  kind: ImportKind,
  path: string,
  options: { dryRun: boolean; skipRejected: boolean },
  at: Date,
): Promise<string[]> {
  const imports = app.get(ImportsService);
  const file = { kind, filename: basename(path), content: await readFile(path) };
  const plan = await imports.importFile(file, { ...options, dryRun: true }, at);
  const done = !options.dryRun && (plan.counts.rejected === 0 || options.skipRejected);
  if (done && plan.counts.create + plan.counts.change > 0) await imports.importFile(file, options, at);
  return reportOf(plan, done);
}

function reportOf({ rows, counts, unknownColumns }: ImportPlan, done: boolean): string[] {
  const rejected = rows.filter(({ outcome }) => outcome === 'rejected');
  const { create, change, unchanged } = counts;
  return [
    ...(unknownColumns.length > 0 ? [`Unknown columns, left out: ${unknownColumns.join(', ')}`] : []),
    ...rejected.map(
      ({ line, key, errors }) =>
        `line ${line} (${key}): ${errors.map(({ title, message }) => (title ? `${title}: ${message}` : message)).join(' ')}`,
    ),
    `${create} new, ${change} changed, ${unchanged} unchanged, ${counts.rejected} rejected.`,
    !done ? NOTHING_IMPORTED : create + change > 0 ? 'Imported.' : 'Everything is there already.',
  ];
}
