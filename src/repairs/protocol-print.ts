import { formatDateTime, formatDuration, formatMoney } from '../rendering/format.js';
import { label } from '../rendering/labels.js';
import { type Content, pdfFacts, type PdfSpec, pdfSignatures, pdfTable } from '../rendering/pdf.js';
import type { DocumentRevision, ProtocolDocument } from './protocol-document.query.js';

/** When and for whom a document was printed; its last line says so. */
export interface PrintStamp {
  at: Date;
  by: string;
}

const NONE = '–';

/**
 * The office's sheet of a repair protocol. What is not approved says so under its title.
 * Source: domain guide sections 6 (contents), 2.1 (last line), 13 (what "signed" means).
 */
export function protocolSheet(
  document: ProtocolDocument,
  revision: DocumentRevision,
  stamp: PrintStamp,
  timeZone: string,
): PdfSpec {
  return {
    title: document.number ? `Protokół naprawy nr ${document.number}` : 'Protokół naprawy (projekt)',
    reference: [document.number ?? 'projekt', revision.revision > 1 ? `wersja ${revision.revision}` : '']
      .filter(Boolean)
      .join(', '),
    ...stamp,
    timeZone,
    content: [
      ...standing(revision),
      facts(document, revision, timeZone),
      section('Zgłoszona usterka', revision.faultReported),
      section('Diagnoza', revision.diagnosis),
      [heading('Wykonane czynności'), operations(revision)],
      [heading('Użyte części'), parts(revision)],
      ...downtime(revision, timeZone),
      section('Wynik naprawy', revision.result && label('protocolResult', revision.result)),
      ...(revision.remarks ? [section('Uwagi', revision.remarks)] : []),
      signatures(revision, timeZone),
    ],
  };
}

/** What a reader must know first: that it is not approved, or that it corrects an earlier one and why. */
function standing(revision: DocumentRevision): Content[] {
  const lines: string[] = [];
  if (!revision.approvedAt) lines.push(`Dokument niezatwierdzony, stan: ${label('protocolState', revision.state)}.`);
  if (revision.revision > 1) {
    lines.push(`Wersja ${revision.revision} (korekta). Powód korekty: ${revision.revisionReason}`);
  }
  if (lines.length === 0) return [];
  return [
    { table: { widths: ['*'], body: [[{ stack: lines, bold: true }]] }, layout: 'office', margin: [0, 0, 0, 10] },
  ];
}

function facts({ ticket, asset }: ProtocolDocument, revision: DocumentRevision, timeZone: string): Content {
  const { unitSymbol, unitName, submittedAt, warrantyRepair } = revision;
  return pdfFacts([
    ['Zgłoszenie', ticket.number],
    ['Data zakończenia naprawy', revision.completedOn],
    ['Data przekazania protokołu', submittedAt && formatDateTime(submittedAt, timeZone)],
    ['Komórka organizacyjna', unitSymbol && `${unitSymbol} – ${unitName}`],
    ['Pokój', revision.room],
    ['Użytkownik', revision.userName],
    ['Rodzaj urządzenia', asset.kindLabel],
    ['Producent i model', [asset.manufacturer, asset.model].filter(Boolean).join(' ')],
    ['Numer inwentarzowy', asset.inventoryNumber],
    ['Numer seryjny', asset.serialNumber],
    ['Gwarancja', asset.warrantyUntil && `do ${asset.warrantyUntil}`],
    ['Naprawa gwarancyjna', warrantyRepair ? 'tak' : 'nie'],
  ]);
}

function operations({ operations: lines }: DocumentRevision): Content {
  if (lines.length === 0) return NONE;
  return pdfTable(
    ['Lp.', 'Czynność', 'Opis'],
    lines.map((line, index) => [`${index + 1}.`, line.label, line.description]),
    [24, 170, '*'],
  );
}

function parts({ parts: lines }: DocumentRevision): Content {
  if (lines.length === 0) return 'Nie użyto części.';
  const total = lines.reduce((sum, line) => sum + line.quantity * (line.grossPriceGrosze ?? 0), 0);
  const rows = lines.map((line, index) => [
    `${index + 1}.`,
    line.name,
    right(`${line.quantity}`),
    line.serialNumber ?? NONE,
    line.source ?? NONE,
    right(line.grossPriceGrosze === null ? NONE : formatMoney(line.grossPriceGrosze)),
  ]);
  const sum: Content = { text: `Razem brutto: ${formatMoney(total)}`, alignment: 'right', margin: [0, 4, 0, 0] };
  return [
    pdfTable(['Lp.', 'Nazwa', 'Ilość', 'Numer seryjny', 'Źródło', 'Cena brutto za szt.'], rows, [
      24,
      '*',
      32,
      90,
      84,
      80,
    ]),
    ...(total > 0 ? [sum] : []),
  ];
}

/** Only repairs that ended an outage of a server have it. */
function downtime(revision: DocumentRevision, timeZone: string): Content[] {
  const { outageStartedAt: from, outageEndedAt: to } = revision;
  if (revision.outageId === null || !from) return [];
  return [
    heading('Przestój'),
    pdfFacts([
      ['Od', formatDateTime(from, timeZone)],
      ['Do', to ? `${formatDateTime(to, timeZone)} (${formatDuration((+to - +from) / 60_000)})` : 'trwa'],
      ['Systemy niedostępne', revision.affectedSystems || revision.outageSystem],
    ]),
  ];
}

/** Who signed, and how: what was confirmed in the system says by whom and when; a place without it is signed on paper. */
function signatures(revision: DocumentRevision, timeZone: string): Content {
  const confirmed = (name: string | null, at: Date | null, behalf: string | null = null) =>
    name && at
      ? `potwierdzono w systemie przez: ${name}${behalf ? ` z up. ${behalf}` : ''} dnia ${formatDateTime(at, timeZone)}`
      : '(data i podpis)';
  const { submittedByName, submittedAt, approvedByName, approvedAt, approvedOnBehalfOfName: head } = revision;
  return pdfSignatures([
    { role: 'sporządził(a)', name: revision.preparedByName, note: confirmed(submittedByName, submittedAt) },
    { role: 'odebrał(a)', name: revision.receivedByName, note: '(data i podpis)' },
    {
      role: 'zatwierdził(a)',
      name: approvedByName && (head ? `z up. ${approvedByName}` : approvedByName),
      note: confirmed(approvedByName, approvedAt, head),
    },
  ]);
}

function section(title: string, text: string | null): Content {
  return [heading(title), { text: text?.trim() || NONE }];
}

function heading(text: string): Content {
  return { text, style: 'heading', headlineLevel: 1 };
}

function right(text: string) {
  return { text, alignment: 'right' as const };
}
