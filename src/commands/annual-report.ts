import { writeFile } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { AnnualCardService, type YearCard } from '../kpi/annual-card.service.js';
import { INDICATOR_NAMES } from '../kpi/indicator-names.js';
import type { IndicatorFigure } from '../kpi/year-figures.js';
import { formatDateTime, formatNumber } from '../rendering/format.js';

/** Who printed it, at the foot of the paper. */
const PRINTED_BY = 'wiersz poleceń';

/** @throws Error when it is not the number of a year */
export function yearOf(text: string | undefined): number {
  if (!/^(19|20|21)\d\d$/.test(text ?? '')) throw new Error(`Name the year with four digits; "${text ?? ''}" is none.`);
  return Number(text);
}

/** The annual card as PDF. @throws Error when the year has not begun */
export async function writeAnnualCard(
  app: INestApplicationContext,
  year: number,
  path: string,
  at: Date,
): Promise<void> {
  const pdf = await begun(year, app.get(AnnualCardService).pdfOfYear(year, { at, by: PRINTED_BY }));
  await writeFile(path, pdf);
}

/** The indicators as a table for a terminal, the same figures as on the annual card. @throws Error when the year has not begun */
export async function annualTable(app: INestApplicationContext, year: number, at: Date): Promise<string[]> {
  const card = await begun(year, app.get(AnnualCardService).ofYear(year, at));
  const header = ['', 'Indicator', 'Result', 'Target', 'Met', 'Numerator', 'Denominator'];
  return [
    `${year}, process card ${card.cardVersion === null ? 'not known' : `PR-10 (${card.cardVersion})`}`,
    standing(card, app.get(AppConfig).timeZone),
    '',
    ...aligned([header, ...card.indicators.map(rowOf)]),
  ];
}

async function begun<T>(year: number, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'kpi-year.not-found') throw error;
    throw new Error(`There are no figures for ${year}: that year has not begun.`, { cause: error });
  }
}

function standing({ report, asOf, complete, lastDay }: YearCard, timeZone: string): string {
  const known = `figures as known on ${formatDateTime(asOf, timeZone)}`;
  if (report) return `Approved report, revision ${report.revision}; ${known}`;
  return complete ? `Not approved; ${known}` : `The year is not over: up to ${lastDay}; ${known}`;
}

function rowOf({ id, value, display, target, met, numerator, denominator }: IndicatorFigure): string[] {
  const verdict = met === null ? '–' : met ? 'yes' : 'no';
  const name = INDICATOR_NAMES[id].name;
  return [
    String(id),
    name,
    value === null ? 'no data' : display,
    target ?? '–',
    verdict,
    formatNumber(numerator),
    formatNumber(denominator),
  ];
}

function aligned(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
