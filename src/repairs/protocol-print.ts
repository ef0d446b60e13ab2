import { formatDateTime, formatDuration, formatMoney } from '../rendering/format.js';
import { label } from '../rendering/labels.js';
import { type Content, type PdfSpec, pdfSignatures, pdfTable } from '../rendering/pdf.js';
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
    content: {
      fontSize: 9,
      stack: [
        ...standing(revision),
        facts(document, revision, timeZone),
        section('Zgłoszona usterka', revision.faultReported),
        section('Diagnoza', revision.diagnosis),
        [heading('Wykonane czynności'), operations(revision)],
        [heading('Użyte części'), parts(revision)],
        ...downtime(revision, timeZone),
        ...(revision.remarks ? [section('Uwagi', revision.remarks)] : []),
        // Nobody signs a page on which there is nothing: the result stands with the signatures.
        { unbreakable: true, stack: [result(revision), signatures(revision, timeZone)] },
      ],
    },
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

/** Place and device, two names and values a line, so that an ordinary protocol is one page. */
function facts({ ticket, asset }: ProtocolDocument, revision: DocumentRevision, timeZone: string): Content {
  const { unitSymbol, unitName, submittedAt, warrantyRepair } = revision;
  return factGrid([
    [
      ['Zgłoszenie', ticket.number],
      ['Naprawę zakończono', revision.completedOn],
    ],
    [
      ['Komórka', unitSymbol && `${unitSymbol} – ${unitName}`],
      ['Protokół przekazano', submittedAt && formatDateTime(submittedAt, timeZone)],
    ],
    [
      ['Użytkownik', revision.userName],
      ['Pokój', revision.room],
    ],
    [
      ['Urządzenie', asset.kindLabel],
      ['Numer inwentarzowy', asset.inventoryNumber],
    ],
    [
      ['Producent i model', [asset.manufacturer, asset.model].filter(Boolean).join(' ')],
      ['Numer seryjny', asset.serialNumber],
    ],
    [
      ['Gwarancja', asset.warrantyUntil && `do ${asset.warrantyUntil}`],
      ['Naprawa gwarancyjna', warrantyRepair ? 'tak' : 'nie'],
    ],
  ]);
}

type Fact = readonly [name: string, value: string | null];

function factGrid(rows: readonly (readonly [Fact, Fact])[]): Content {
  const cells = ([name, value]: Fact): Content[] => [
    { text: name, style: 'label', margin: [0, 2, 0, 0] },
    { text: value || NONE },
  ];
  return {
    table: { widths: [78, '*', 92, 118], body: rows.map((pair) => pair.flatMap(cells)) },
    layout: 'office',
  };
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
    factGrid([
      [
        ['Od', formatDateTime(from, timeZone)],
        ['Do', to ? formatDateTime(to, timeZone) : 'trwa'],
      ],
      [
        ['Systemy', revision.affectedSystems || revision.outageSystem],
        ['Czas trwania', to && formatDuration((+to - +from) / 60_000)],
      ],
    ]),
  ];
}

function result(revision: DocumentRevision): Content {
  return [
    heading('Wynik naprawy'),
    { text: revision.result ? label('protocolResult', revision.result) : NONE, bold: true, fontSize: 10 },
  ];
}

/** Who signed, and how: what was confirmed in the system says by whom and when; a place without it is signed on paper. */
function signatures(revision: DocumentRevision, timeZone: string): Content {
  const confirmed = (name: string | null, at: Date | null, behalf: string | null = null) =>
    name && at
      ? `potwierdzono w systemie przez: ${name}${behalf ? `, z up.: ${behalf},` : ''} dnia ${formatDateTime(at, timeZone)}`
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

function section(title: string, text: string): Content {
  return [heading(title), { text: text.trim() || NONE }];
}

function heading(text: string): Content {
  return { text, style: 'heading' };
}

function right(text: string) {
  return { text, alignment: 'right' as const };
}
