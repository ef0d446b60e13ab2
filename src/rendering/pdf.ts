import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type {
  Content,
  CustomTableLayout,
  Style,
  TableCell,
  TDocumentDefinitions,
  TFontDictionary,
} from 'pdfmake/interfaces.js';
import { formatDateTimeSeconds } from './format.js';

const FONTS = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', 'Roboto');

export type { Content } from 'pdfmake/interfaces.js';

export interface PdfSpec {
  title: string;
  /** Beside the title of every page, e.g. the number of the protocol. */
  reference?: string;
  content: Content;
  /** When the document was made and by whom; the name is empty for a visitor. */
  at: Date;
  by: string;
  timeZone: string;
  landscape?: boolean;
}

/** Whose document it is, as its head says. */
export interface PrintingOffice {
  name: string;
  unitName: string;
}

const STYLES: Record<string, Style> = {
  title: { fontSize: 15, bold: true },
  heading: { fontSize: 11, bold: true, margin: [0, 12, 0, 4] },
  label: { fontSize: 8, color: '#566069' },
  small: { fontSize: 8, color: '#566069' },
  head: { fontSize: 8.5, bold: true, fillColor: '#eef1f2' },
};

const LAYOUTS: Record<string, CustomTableLayout> = {
  office: {
    hLineWidth: () => 0.5,
    vLineWidth: () => 0.5,
    hLineColor: () => '#9aa4ab',
    vLineColor: () => '#9aa4ab',
    paddingTop: () => 3,
    paddingBottom: () => 3,
  },
};

/**
 * A document of the office as PDF: A4, Roboto (it has all Polish letters), name of the office on top, at the foot of every page
 * `Generowane dnia: … Przez: …` as on the original process card.
 */
export async function renderPdf(spec: PdfSpec, office: PrintingOffice): Promise<Buffer> {
  const generated = `Generowane dnia: ${formatDateTimeSeconds(spec.at, spec.timeZone)} Przez: ${spec.by}`.trimEnd();
  return pdfBuffer({
    pageSize: 'A4',
    pageOrientation: spec.landscape ? 'landscape' : 'portrait',
    pageMargins: [50, 64, 50, 54],
    language: 'pl',
    info: { title: spec.title, author: `${office.name}, ${office.unitName}`, creationDate: spec.at, modDate: spec.at },
    header: {
      margin: [50, 26, 50, 0],
      columns: [
        { text: `${office.name} · ${office.unitName}`, style: 'small' },
        { text: spec.reference ?? '', style: 'small', alignment: 'right' },
      ],
    },
    footer: (page, pages) => ({
      margin: [50, 14, 50, 0],
      columns: [
        { text: generated, style: 'small' },
        { text: `Strona ${page} z ${pages}`, style: 'small', alignment: 'right', width: 'auto' },
      ],
    }),
    defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.2 },
    styles: STYLES,
    content: [{ text: spec.title, style: 'title', margin: [0, 0, 0, 10] }, spec.content],
  });
}

/** Any definition of pdfmake with the fonts and table layouts of the office. */
export async function pdfBuffer(definition: TDocumentDefinitions): Promise<Buffer> {
  const pdfmake = await (prepared ??= preparePdfmake());
  return pdfmake.createPdf(definition).getBuffer();
}

/** Names and values in two columns; a missing value is a dash, so that nothing can be filled in later by hand unnoticed. */
export function pdfFacts(facts: readonly (readonly [label: string, value: string | null])[]): Content {
  const cells = facts.map(([name, value]): TableCell => ({
    stack: [{ text: name, style: 'label' }, { text: value || '–' }],
    margin: [0, 0, 0, 4],
  }));
  const rows: TableCell[][] = [];
  for (let index = 0; index < cells.length; index += 2) rows.push([cells[index] ?? '', cells[index + 1] ?? '']);
  return { table: { widths: ['*', '*'], body: rows }, layout: 'noBorders' };
}

/** A number, or a sum over `colSpan` columns; the cells it covers are empty texts. */
export interface PdfCell {
  text: string;
  alignment: 'right';
  colSpan?: number;
  bold?: boolean;
}

/** A table with a head that is repeated on every page. */
export function pdfTable(
  head: readonly string[],
  rows: readonly (readonly (string | PdfCell)[])[],
  widths?: readonly (number | '*' | 'auto')[],
): Content {
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: widths ? [...widths] : head.map(() => '*' as const),
      body: [head.map((text): TableCell => ({ text, style: 'head' })), ...rows.map((row) => [...row] as TableCell[])],
    },
    layout: 'office',
    fontSize: 9,
  };
}

/** Places to sign, side by side, each with who signs there and the name when it is known. */
export function pdfSignatures(places: readonly { role: string; name: string | null; note?: string | null }[]): Content {
  return {
    margin: [0, 40, 0, 0],
    unbreakable: true,
    columnGap: 24,
    columns: places.map(({ role, name, note }) => ({
      stack: [
        { text: name ?? '', alignment: 'center' },
        {
          canvas: [{ type: 'line', x1: 0, y1: 0, x2: 150, y2: 0, lineWidth: 0.5, dash: { length: 2 } }],
          alignment: 'center',
        },
        { text: role, style: 'small', alignment: 'center', margin: [0, 3, 0, 0] },
        ...(note ? [{ text: note, style: 'small', alignment: 'center' as const }] : []),
      ],
    })),
  };
}

/**
 * Loaded with the first document: it takes much memory, and few processes ever print. It is one object for the whole process:
 * fonts from its package, no other file and no address is ever read.
 */
let prepared: ReturnType<typeof preparePdfmake> | undefined;

async function preparePdfmake() {
  const { default: pdfmake } = await import('pdfmake');
  const fonts: TFontDictionary = {
    Roboto: {
      normal: join(FONTS, 'Roboto-Regular.ttf'),
      bold: join(FONTS, 'Roboto-Medium.ttf'),
      italics: join(FONTS, 'Roboto-Italic.ttf'),
      bolditalics: join(FONTS, 'Roboto-MediumItalic.ttf'),
    },
  };
  pdfmake.setFonts(fonts);
  pdfmake.setTableLayouts(LAYOUTS);
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path.startsWith(FONTS));
  return pdfmake;
}
