import { formatDateTime, formatMoney } from '../rendering/format.js';
import { label } from '../rendering/labels.js';
import { type Content, type PdfCell, pdfFacts, pdfSignatures, pdfTable, type PdfSpec } from '../rendering/pdf.js';
import { decidedBy } from './approval-steps.js';
import type { AcceptanceRow, RequestDocument } from './purchase-request-document.query.js';
import { APPROVAL_STEPS } from './purchase-request-state.js';
import { totalsOf } from './request-totals.js';

/** When, for whom and in which time zone a document is printed. */
export interface PrintStamp {
  at: Date;
  by: string;
  timeZone: string;
}

const right = (text: string) => ({ text, alignment: 'right' as const });

/** The request as a document of the office. Source: domain guide section 6, Wniosek o zakup. */
export function requestSheet(request: RequestDocument, stamp: PrintStamp): PdfSpec {
  const totals = totalsOf(request.lines);
  const budget = request.budgetClassification && `${request.budgetClassification} ${request.budgetName}`;
  return {
    title: `Wniosek o zakup ${request.number ?? '(projekt)'}`,
    reference: request.number ?? 'projekt',
    ...stamp,
    content: [
      pdfFacts([
        ['Przedmiot', request.subject],
        ['Stan', label('purchaseState', request.state)],
        ['Komórka', `${request.unitSymbol} – ${request.unitName}`],
        ['Wnioskujący', request.requesterName],
        ['Data złożenia', request.submittedAt && formatDateTime(request.submittedAt, stamp.timeZone)],
        ['Rodzaj zakupu', request.planned ? 'planowany' : 'nieplanowany'],
        ['Zgłoszenie', request.ticketNumber],
        ['Protokół naprawy', request.protocolNumber],
        ['Zastępuje urządzenie', request.replacesInventoryNumber],
        ['Pozycja budżetu', budget],
        ['Znak sprawy', request.procedureMark],
        ['Umowa lub zamówienie', request.orderReference],
      ]),
      heading('Pozycje'),
      pdfTable(
        ['Lp.', 'Przedmiot i wymagania', 'CPV', 'Liczba', 'Netto za szt.', 'Brutto razem'],
        [
          ...request.lines.map((line) => [
            `${line.position}.`,
            [line.description, line.technicalNeeds].filter(Boolean).join('\n'),
            line.cpv ?? '',
            right(String(line.quantity)),
            right(formatMoney(line.unitNetGrosze)),
            right(formatMoney(line.quantity * line.unitGrossGrosze)),
          ]),
          sumRow('Razem netto', totals.netGrosze),
          sumRow('Razem brutto', totals.grossGrosze),
        ],
        [20, '*', 62, 36, 72, 76],
      ),
      heading('Uzasadnienie'),
      { text: request.justification || '–' },
      ...(request.itOpinion ? [heading('Opinia informatyka'), { text: request.itOpinion }] : []),
      heading('Akceptacje'),
      approvals(request, stamp),
    ],
  };
}

function sumRow(name: string, grosze: number): (string | PdfCell)[] {
  const sum = { ...right(formatMoney(grosze)), bold: true };
  return [{ ...right(name), bold: true, colSpan: 5 }, '', '', '', '', sum];
}

/** Decisions of the present round; a step without one leaves a place to sign. */
function approvals(request: RequestDocument, { timeZone }: PrintStamp): Content {
  return pdfTable(
    ['Krok', 'Decyzja', 'Kto i kiedy', 'Uwagi'],
    APPROVAL_STEPS.map((step) => {
      const decision = request.approvals.find((done) => done.step === step && done.round === request.round);
      return [
        label('approvalStep', step),
        decision ? label('approvalDecision', decision.decision) : '',
        decision ? `${decidedBy(decision)}\n${formatDateTime(decision.at, timeZone)}` : '',
        decision?.note ?? '',
      ];
    }),
    [110, 90, 150, '*'],
  );
}

/** Proof of one delivery. Source: domain guide sections 3.5 (its date counts) and 6. */
export function acceptanceSheet(request: RequestDocument, acceptance: AcceptanceRow, stamp: PrintStamp): PdfSpec {
  const lines = acceptance.items.flatMap(({ description, quantity, assets }, index) =>
    assets.length > 0
      ? assets.map((asset, piece) => [
          piece === 0 ? `${index + 1}.` : '',
          `${description}\n${asset.model}`,
          asset.inventoryNumber,
          asset.serialNumber ?? '–',
          right('1'),
        ])
      : [[`${index + 1}.`, description, '–', '–', right(String(quantity))]],
  );
  return {
    title: `Protokół odbioru ${acceptance.number}`,
    reference: acceptance.number,
    ...stamp,
    content: [
      pdfFacts([
        ['Data odbioru', acceptance.acceptedOn],
        ['Wniosek o zakup', request.number],
        ['Komórka', `${request.unitSymbol} – ${request.unitName}`],
        ['Dostawca', request.supplier],
        ['Umowa lub zamówienie', request.orderReference],
        ['Faktura', acceptance.invoiceReference],
      ]),
      heading('Odebrano'),
      pdfTable(['Lp.', 'Przedmiot', 'Numer inwentarzowy', 'Numer seryjny', 'Liczba'], lines, [20, '*', 105, 105, 36]),
      ...(acceptance.remarks ? [heading('Uwagi'), { text: acceptance.remarks }] : []),
      pdfSignatures([
        { role: 'Przekazujący (dostawca)', name: null },
        { role: 'Odbierający', name: acceptance.recordedByName, note: 'potwierdzono w systemie' },
      ]),
    ],
  };
}

function heading(text: string): Content {
  return { text, style: 'heading' };
}
