import { formatDate, formatDateLong, formatDateTime, formatNumber } from '../rendering/format.js';
import { label } from '../rendering/labels.js';
import { type Content, type PdfSpec, pdfFacts, pdfSignatures, pdfTable } from '../rendering/pdf.js';
import type { OutageEvidenceRow } from './evidence.query.js';
import { INDICATOR_NAMES } from './indicator-names.js';
import type { ReportSnapshot } from './report-snapshot.js';
import type { IndicatorFigure } from './year-figures.js';

/** What the annual card of a year says; of a stored report, or of the figures as known now. */
export interface AnnualCard {
  year: number;
  cardVersion: number | null;
  /** null: not a stored report */
  report: {
    revision: number;
    approvedAt: Date | null;
    approvedBy: string | null;
    createdBy: string;
    reason: string | null;
  } | null;
  asOf: Date;
  complete: boolean;
  lastDay: string;
  indicators: readonly IndicatorFigure[];
  outages: ReportSnapshot['outages'];
  /** What the outages were, by id. */
  outageNames: ReadonlyMap<number, Pick<OutageEvidenceRow, 'systemName' | 'inventoryNumber' | 'protocolNumber'>>;
}

/** When and for whom it was printed. */
export interface PrintStamp {
  at: Date;
  by: string;
}

/**
 * The annual card of process PR-10 on paper: indicators with targets and verdicts, the outages behind the first, and what is
 * still open. Source: domain guide sections 2 and 3.
 */
export function annualCard(card: AnnualCard, stamp: PrintStamp, timeZone: string): PdfSpec {
  return {
    title: `Mierniki procesu „Obsługa informatyczna” za rok ${card.year}`,
    reference: `PR-10${card.report ? `, rewizja ${card.report.revision}` : ''}`,
    ...stamp,
    timeZone,
    content: [
      pdfFacts(factsOf(card, timeZone)),
      { text: 'Mierniki', style: 'heading' },
      pdfTable(
        ['Miernik', 'Cel', 'Licznik', 'Mianownik', 'Wynik', 'Ocena'],
        card.indicators.map((figure) => [
          figure.text ?? INDICATOR_NAMES[figure.id].name,
          figure.target ?? '–',
          right(formatNumber(figure.numerator)),
          right(formatNumber(figure.denominator)),
          right(figure.display),
          verdict(figure),
        ]),
        ['*', 62, 50, 54, 46, 64],
      ),
      {
        text: 'O ocenie decyduje dokładny ułamek; wynik jest obcięty do dwóch miejsc po przecinku.',
        style: 'small',
        margin: [0, 4, 0, 0],
      },
      { text: 'Przestoje', style: 'heading' },
      outageTable(card, timeZone),
      pdfSignatures([
        { role: 'sporządził(a)', name: card.report?.createdBy ?? null },
        { role: 'zatwierdził(a)', name: card.report?.approvedBy ?? null },
      ]),
    ],
  };
}

function factsOf(card: AnnualCard, timeZone: string): [string, string | null][] {
  const period = card.complete
    ? `1 stycznia – 31 grudnia ${card.year} r.`
    : `1 stycznia – ${formatDateLong(card.lastDay, timeZone)} (w trakcie)`;
  return [
    ['Karta procesu', card.cardVersion === null ? null : `PR-10 (${card.cardVersion})`],
    ['Okres', period],
    ['Stan', stateOf(card, timeZone)],
    ['Dane z dnia', formatDateTime(card.asOf, timeZone)],
    ...(card.report?.reason ? [['Powód rewizji', card.report.reason] as [string, string]] : []),
  ];
}

function stateOf({ report, complete }: AnnualCard, timeZone: string): string {
  if (!report) return complete ? 'niezatwierdzone' : label('kpiState', 'INTERIM').toLowerCase();
  if (!report.approvedAt) return `niezatwierdzone, rewizja ${report.revision}`;
  return `zatwierdzone ${formatDate(report.approvedAt, timeZone)}, rewizja ${report.revision}`;
}

function outageTable(card: AnnualCard, timeZone: string): Content {
  if (card.outages.length === 0) return { text: 'Nie zarejestrowano przestojów.' };
  return pdfTable(
    ['System, serwer', 'Od', 'Do', 'Min w czasie pracy', 'Wliczony', 'Protokół'],
    card.outages.map((outage) => {
      const names = card.outageNames.get(outage.id);
      return [
        names ? `System ${names.systemName}\n${names.inventoryNumber}` : '',
        formatDateTime(new Date(outage.start), timeZone),
        outage.openAtEnd ? 'trwa na koniec okresu' : formatDateTime(new Date(outage.end), timeZone),
        right(formatNumber(outage.workingMinutes)),
        outage.notCounted ? `nie: ${label('outageNotCounted', outage.notCounted)}` : 'tak',
        [names?.protocolNumber, outage.notCounted ? null : remark(outage.evidence)].filter(Boolean).join('\n') || '–',
      ];
    }),
    ['*', 76, 76, 44, 72, 82],
  );
}

function remark(evidence: ReportSnapshot['outages'][number]['evidence']): string | null {
  return evidence === 'DOCUMENTED' ? null : label('outageEvidence', evidence).toLowerCase();
}

function verdict({ met }: IndicatorFigure): string {
  return met === null ? 'brak oceny' : met ? 'osiągnięty' : 'nieosiągnięty';
}

function right(text: string): { text: string; alignment: 'right' } {
  return { text, alignment: 'right' };
}
