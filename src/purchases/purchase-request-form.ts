import { z } from 'zod';
import { ASSET_KINDS } from '../inventory/asset-kind.js';
import { groszeText } from '../common/grosze.js';
import {
  countField,
  idField,
  longTextField,
  moneyField,
  optional,
  textField,
  tickField,
} from '../rendering/form-fields.js';
import type { RequestDocument } from './purchase-request-document.query.js';
import type { LineContent } from './purchase-requests.service.js';
import { grossOf } from './request-totals.js';

const MAX_LINES = 50;
const LINE_FIELD = /^lines\.(\d{1,3})\.(\w+)$/;

/** For what does not enter the register; a choice of its own, so that nobody leaves the kind out by oversight. */
export const NO_KIND = 'NONE';

const lineForm = z
  .object({
    description: textField(300).meta({ title: 'Przedmiot' }),
    assetKind: z.enum([...ASSET_KINDS, NO_KIND]).meta({ title: 'Rodzaj' }),
    quantity: countField(10_000).meta({ title: 'Liczba' }),
    unitNet: moneyField.meta({ title: 'Cena netto' }),
    unitGross: optional(moneyField).meta({ title: 'Cena brutto' }),
    cpv: optional(
      z
        .string()
        .trim()
        .regex(/^\d{8}-\d$/, 'Kod CPV ma postać 30213100-6.'),
    ).meta({ title: 'Kod CPV' }),
    technicalNeeds: longTextField(2_000).meta({ title: 'Wymagania techniczne' }),
  })
  .refine(({ unitNet, unitGross }) => unitGross === null || unitGross >= unitNet, {
    path: ['unitGross'],
    error: 'Cena brutto nie może być niższa niż netto.',
  })
  .transform(({ assetKind, unitNet, unitGross, ...line }): LineContent => ({
    ...line,
    assetKind: assetKind === NO_KIND ? null : assetKind,
    unitNetGrosze: unitNet,
    unitGrossGrosze: unitGross ?? grossOf(unitNet),
  }));

export const requestForm = z.object({
  unitId: idField.meta({ title: 'Komórka' }),
  requesterEmail: optional(z.email()).meta({ title: 'Wnioskujący' }),
  ticket: optional(textField(20)),
  protocol: optional(idField),
  subject: textField(200).meta({ title: 'Przedmiot wniosku' }),
  justification: longTextField(4_000).meta({ title: 'Uzasadnienie' }),
  planned: tickField.meta({ title: 'Zakup planowany' }),
  replacesInventoryNumber: optional(textField(60)).meta({ title: 'Zastępuje urządzenie' }),
  budgetLineId: optional(idField).meta({ title: 'Pozycja budżetu' }),
  lines: z.array(lineForm).max(MAX_LINES).default([]).meta({ title: 'Pozycje' }),
});
export type RequestForm = z.output<typeof requestForm>;

/** Typed lines as they are shown again. */
export type TypedLine = Record<string, string>;

/** Lines of a submitted form, in order; lines left blank are dropped, so that their numbers are again those of the page. */
export function typedLines(body: unknown, { keepBlank = false } = {}): TypedLine[] {
  const lines: TypedLine[] = [];
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    const [, index, field] = LINE_FIELD.exec(name) ?? [];
    if (index === undefined || field === undefined || typeof value !== 'string') continue;
    (lines[Number(index)] ??= {})[field] = value;
  }
  return lines.filter((line) => line && (keepBlank || !isBlank(line))).slice(0, MAX_LINES);
}

/** @returns the number of the first line left blank; null when there is none */
export function blankLine(lines: readonly TypedLine[]): number | null {
  const index = lines.findIndex(isBlank);
  return index < 0 ? null : index;
}

function isBlank({ assetKind: _kind, quantity, ...line }: TypedLine): boolean {
  return Object.values(line).every((value) => !value.trim()) && (!quantity?.trim() || quantity.trim() === '1');
}

/** The body with its lines renumbered from 0. */
export function withLines(body: unknown, lines: readonly TypedLine[]): Record<string, unknown> {
  const rest = Object.entries((body ?? {}) as Record<string, unknown>).filter(([name]) => !LINE_FIELD.test(name));
  const numbered = lines.flatMap((line, index) =>
    Object.entries(line).map(([field, value]) => [`lines.${index}.${field}`, value]),
  );
  return Object.fromEntries([...rest, ...numbered]) as Record<string, unknown>;
}

/** What the form shows of a stored request. */
export function formValues(document: RequestDocument): Record<string, unknown> {
  const { unitId, subject, justification, planned, budgetLineId, replacesInventoryNumber } = document;
  const lines = document.lines.map((line): TypedLine => ({
    description: line.description,
    assetKind: line.assetKind ?? NO_KIND,
    quantity: String(line.quantity),
    unitNet: groszeText(line.unitNetGrosze),
    unitGross: groszeText(line.unitGrossGrosze),
    cpv: line.cpv ?? '',
    technicalNeeds: line.technicalNeeds,
  }));
  return withLines({ unitId, subject, justification, planned, budgetLineId, replacesInventoryNumber }, lines);
}
