import { CsvError, parse } from 'csv-parse/sync';
import { DomainError } from '../common/domain-error.js';
import { fold } from '../common/fold.js';

export const CSV_MAX_BYTES = 5 * 1024 * 1024;
export const CSV_MAX_ROWS = 20_000;

/** A column that an import knows. */
export interface CsvColumn {
  field: string;
  /** As it stands in the first line; case, diacritics and punctuation do not matter. */
  title: string;
  otherTitles?: readonly string[];
  required?: boolean;
}

export interface CsvRow {
  /** Of the file, counted from 1; where the record starts. */
  line: number;
  /** By field; a column that the file lacks is absent, an empty cell is ''. */
  cells: Readonly<Record<string, string>>;
  /** More or fewer cells than the first line names. */
  isRagged: boolean;
}

export interface CsvTable {
  rows: CsvRow[];
  encoding: 'UTF-8' | 'windows-1250';
  delimiter: ';' | ',' | '\t';
  /** Titles of columns that the import does not know; they are left out. */
  unknownColumns: string[];
}

/**
 * Reads a CSV file as offices send it: `;`, `,` or tabs, UTF-8 (with or without BOM) or windows-1250, quoted fields that may hold
 * line ends. The first line names the columns.
 * @throws DomainError `csv.too-large`, `csv.too-many-rows`, `csv.empty`, `csv.malformed`, `csv.column-missing`, `csv.column-twice`
 */
export function readCsvTable(content: Buffer, columns: readonly CsvColumn[]): CsvTable {
  if (content.length > CSV_MAX_BYTES) throw refusal('too-large', 'Plik jest za duży; dozwolone jest 5 MB.');
  const { text, encoding } = decode(content);
  const tables = (['\t', ';', ','] as const).map((delimiter) => ({
    delimiter,
    fields: fieldsOf(text, delimiter, columns),
  }));
  // The delimiter is the one by which the first line names most of what we know.
  const { delimiter, fields } = tables.reduce((best, table) =>
    known(table.fields) > known(best.fields) ? table : best,
  );
  const records = recordsOf(text, delimiter);
  const [titles] = records;
  if (!titles) throw refusal('empty', 'Plik jest pusty.');
  refuseColumns(fields, columns);
  if (records.length - 1 > CSV_MAX_ROWS) throw refusal('too-many-rows', `Plik ma więcej niż ${CSV_MAX_ROWS} wierszy.`);
  return {
    encoding,
    delimiter,
    unknownColumns: titles.cells.filter((title, index) => !fields[index] && title.trim() !== ''),
    rows: records.slice(1).map(({ cells, line }) => ({
      line,
      isRagged: cells.length !== titles.cells.length,
      cells: Object.fromEntries(
        fields.flatMap((field, index) => (field ? [[field, (cells[index] ?? '').normalize('NFC').trim()]] : [])),
      ),
    })),
  };
}

/** Valid UTF-8 is UTF-8; anything else comes from an older Windows program. */
function decode(content: Buffer): { text: string; encoding: CsvTable['encoding'] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(content), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('windows-1250').decode(content), encoding: 'windows-1250' };
  }
}

/** The known field of each column of the first line, null for an unknown one; none when it cannot be read with this delimiter. */
function fieldsOf(text: string, delimiter: string, columns: readonly CsvColumn[]): (string | null)[] {
  let titles: CsvRecord | undefined;
  try {
    [titles] = recordsOf(text, delimiter, 1);
  } catch {
    return [];
  }
  return (titles?.cells ?? []).map((title) => {
    const typed = plain(title);
    const column = columns.find(({ field, title: own, otherTitles = [] }) =>
      [field, own, ...otherTitles].some((name) => plain(name) === typed),
    );
    return column?.field ?? null;
  });
}

function known(fields: readonly (string | null)[]): number {
  return fields.filter(Boolean).length;
}

function plain(title: string): string {
  return fold(title).replace(/[^a-z0-9]+/g, '');
}

function refuseColumns(fields: readonly (string | null)[], columns: readonly CsvColumn[]): void {
  const missing = columns.filter(({ field, required }) => required && !fields.includes(field));
  if (missing.length > 0) {
    const names = missing.map(({ title }) => `„${title}”`).join(', ');
    throw refusal('column-missing', `W pierwszym wierszu pliku brakuje kolumn: ${names}.`);
  }
  const twice = columns.find(({ field }) => fields.filter((other) => other === field).length > 1);
  if (twice) throw refusal('column-twice', `Kolumna „${twice.title}” występuje dwa razy.`);
}

interface CsvRecord {
  cells: string[];
  line: number;
}

function recordsOf(text: string, delimiter: string, limit?: number): CsvRecord[] {
  try {
    const parsed = parse(text, {
      delimiter,
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 100_000,
      ...(limit ? { to: limit } : {}),
    }) as unknown as { record: string[]; info: { lines: number } }[];
    // The parser tells the line on which a record ends; line ends inside its fields lead back to where it starts.
    return parsed
      .map(({ record, info }) => ({ cells: record, line: info.lines - lineEndsIn(record) }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const at = typeof error.lines === 'number' ? `Wiersz ${error.lines}: ` : '';
    throw refusal('malformed', `${at}nie udało się odczytać pliku; najczęstszą przyczyną jest niezamknięty cudzysłów.`);
  }
}

function lineEndsIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

function refusal(reason: string, message: string): DomainError {
  return new DomainError(`csv.${reason}`, 'invalid', message, { file: message });
}
