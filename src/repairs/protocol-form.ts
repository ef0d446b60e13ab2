import { z } from 'zod';
import { groszeText, parseGrosze } from '../common/grosze.js';
import { isEmptyRow, rowCount } from './form-rows.js';
import { OPERATION_KINDS, type OperationKind, REPAIR_RESULTS, type RepairResult } from './protocol-codes.js';
import type { ProtocolFacts } from './protocol-completeness.js';
import { type OperationLine, type PartLine, plainContent, type ProtocolContent } from './protocol-content.js';
import type { DocumentRevision } from './protocol-document.query.js';

const text = (maxLength: number) => z.string().trim().max(maxLength).default('');
const optionalText = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .optional()
    .transform((value) => value || null);
const optionalId = z
  .union([z.literal(''), z.coerce.number().int().positive()])
  .optional()
  .transform((value) => value || null);

const operationRow = z.object({
  kind: z.enum(OPERATION_KINDS).meta({ title: 'Czynność' }),
  description: text(500).meta({ title: 'Opis czynności' }),
});

const partRow = z.object({
  name: z.string().trim().min(1).max(200).meta({ title: 'Nazwa części' }),
  quantity: z
    .union([z.literal('').transform(() => 1), z.coerce.number().int().min(1).max(10_000)])
    .default(1)
    .meta({ title: 'Ilość' }),
  serialNumber: optionalText(100).meta({ title: 'Numer seryjny' }),
  source: optionalText(100).meta({ title: 'Źródło' }),
  grossPrice: z
    .string()
    .trim()
    .default('')
    .transform((typed, context) => {
      const grosze = typed ? parseGrosze(typed) : null;
      if (typed && grosze === null) context.addIssue({ code: 'custom', message: 'Wpisz kwotę, np. 349,00.' });
      return grosze;
    })
    .meta({ title: 'Cena brutto' }),
});

/** Rows left empty are no rows; the others keep their place, so that a refusal stands beside the row that it is about. */
function rows<S extends z.ZodType>(row: S, maxRows: number) {
  const orBlank = z.preprocess((value) => (isBlank(value) ? null : value), row.nullable());
  return z
    .array(orBlank)
    .max(maxRows)
    .default([])
    .transform((list) => list.filter((item): item is NonNullable<typeof item> => item !== null));
}

/** A part of which only the quantity is filled in is a row left empty too: the form offers 1. */
function isBlank(row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return true;
  return Object.entries(row).every(([name, value]) => name === 'quantity' || String(value ?? '').trim() === '');
}

/** In the order of the page. */
export const protocolForm = z.object({
  edition: z.coerce.number().int(),
  inventoryNumber: z.string().trim().max(40).optional().meta({ title: 'Numer inwentarzowy' }),
  unitId: optionalId.meta({ title: 'Komórka organizacyjna' }),
  room: optionalText(50).meta({ title: 'Pokój' }),
  userName: optionalText(200).meta({ title: 'Użytkownik' }),
  faultReported: text(4_000).meta({ title: 'Zgłoszona usterka' }),
  diagnosis: text(4_000).meta({ title: 'Diagnoza' }),
  operations: rows(operationRow, 50).meta({ title: 'Wykonane czynności' }),
  parts: rows(partRow, 100).meta({ title: 'Użyte części' }),
  outageId: optionalId.meta({ title: 'Przestój' }),
  affectedSystems: text(500).meta({ title: 'Systemy niedostępne' }),
  result: z
    .union([z.literal(''), z.enum(REPAIR_RESULTS)])
    .optional()
    .transform((value) => value || null)
    .meta({ title: 'Wynik naprawy' }),
  completedOn: z
    .union([z.literal(''), z.iso.date()], { error: 'Wpisz datę, np. 2026-11-23.' })
    .optional()
    .transform((value) => value || null)
    .meta({ title: 'Naprawę zakończono dnia' }),
  receivedByName: optionalText(200).meta({ title: 'Odebrał(a)' }),
  warrantyRepair: z
    .literal('on')
    .optional()
    .transform((value) => value === 'on'),
  remarks: text(4_000).meta({ title: 'Uwagi' }),
});

/** What the form holds, as the service takes it. */
export function contentOf(form: z.output<typeof protocolForm>): ProtocolContent {
  const { edition: _edition, inventoryNumber: _inventoryNumber, parts, ...content } = form;
  return { ...content, parts: parts.map(({ grossPrice, ...part }) => ({ ...part, grossPriceGrosze: grossPrice })) };
}

/** What completeness depends on, as it was typed, right or wrong. The outage is known only when the form is saved. */
export function typedFacts(values: Record<string, unknown>, today: string): ProtocolFacts {
  const typed = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  const rowsOf = (group: string) =>
    Array.from({ length: rowCount(values, group) }, (_, row) => row).filter((row) => !isEmptyRow(values, group, row));
  return {
    today,
    completedOn: typed('completedOn') || null,
    result: (typed('result') || null) as RepairResult | null,
    faultReported: typed('faultReported'),
    diagnosis: typed('diagnosis'),
    operations: rowsOf('operations').map((row) => ({
      kind: typed(`operations.${row}.kind`) as OperationKind,
      description: typed(`operations.${row}.description`),
    })),
    parts: rowsOf('parts').map((row) => ({ name: typed(`parts.${row}.name`) })),
    outage: null,
    assetId: 0,
  };
}

/** The form filled in with a revision; what is unknown is an empty field. */
export function formValues(revision: DocumentRevision, inventoryNumber: string): Record<string, unknown> {
  const values: Record<string, unknown> = {
    ...plainContent(revision),
    edition: revision.edition,
    inventoryNumber,
    warrantyRepair: revision.warrantyRepair ? 'on' : '',
    ...operationValues(revision.operations),
    ...partValues(revision.parts),
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? ''] as const));
}

function operationValues(operations: readonly OperationLine[]): Record<string, unknown> {
  return Object.fromEntries(
    operations.flatMap(({ kind, description }, index) => [
      [`operations.${index}.kind`, kind],
      [`operations.${index}.description`, description],
    ]),
  );
}

function partValues(parts: readonly PartLine[]): Record<string, unknown> {
  return Object.fromEntries(
    parts.flatMap(({ grossPriceGrosze, ...part }, index) => [
      ...Object.entries(part).map(([name, value]) => [`parts.${index}.${name}`, value] as const),
      [`parts.${index}.grossPrice`, grossPriceGrosze === null ? '' : groszeText(grossPriceGrosze)],
    ]),
  );
}
