import { fold } from '../common/fold.js';
import { parseGrosze } from '../common/grosze.js';
import type { CsvColumn, CsvRow } from './csv-table.js';

const EMAIL = /^[^\s@"<>()]+@[^\s@"<>()]+\.[^\s@"<>()]+$/;
const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const POLISH_DAY = /^(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})$/;

/**
 * Reads the cells of one line and collects what is wrong with them. Every reader gives undefined for a column that the file
 * lacks (leave it as it is) and null for an empty cell (there is none).
 */
export class CsvRowReader {
  readonly errors: { title: string | null; message: string }[] = [];

  constructor(
    private readonly row: CsvRow,
    private readonly columns: readonly CsvColumn[],
  ) {
    if (row.isRagged) this.fail(null, 'Liczba pól jest inna niż w pierwszym wierszu.');
  }

  text(field: string, max = 200): string | null | undefined {
    const cell = this.row.cells[field];
    if (cell === undefined) return undefined;
    if (cell.length > max) this.fail(field, `Za długi tekst, dozwolone jest ${max} znaków.`);
    // PostgreSQL text holds no NUL.
    return cell.replaceAll('\0', '') || null;
  }

  /** @returns '' when it is missing, which is an error */
  requiredText(field: string, max = 200): string {
    const text = this.text(field, max);
    if (!text) this.fail(field, 'Brak wartości.');
    return text ?? '';
  }

  email(field: string): string | null | undefined {
    const text = this.text(field)?.toLowerCase();
    if (text && !EMAIL.test(text)) this.fail(field, `„${text}” nie jest adresem e-mail.`);
    return text ?? (this.row.cells[field] === undefined ? undefined : null);
  }

  /** `2026-03-10` or `10.03.2026`. @returns `YYYY-MM-DD` */
  day(field: string): string | null | undefined {
    const text = this.text(field);
    if (!text) return text;
    const [, year, month, day] = DAY.exec(text) ?? reordered(POLISH_DAY.exec(text));
    const iso = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
    if (year && isDay(iso)) return iso;
    this.fail(field, `„${text}” nie jest datą; przykład: 2026-03-10.`);
    return null;
  }

  /** @returns grosze */
  amount(field: string): number | null | undefined {
    const text = this.text(field);
    if (!text) return text as null | undefined;
    const grosze = parseGrosze(text);
    if (grosze === null) this.fail(field, `„${text}” nie jest kwotą; przykład: 1234,50.`);
    return grosze;
  }

  /** tak/nie, t/n, 1/0, x. An empty cell is no. */
  flag(field: string): boolean | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const word = fold(text ?? '');
    if (['tak', 't', 'x', '1', 'true'].includes(word)) return true;
    if (!['', 'nie', 'n', '0', 'false'].includes(word)) this.fail(field, `„${text}”: należy wpisać „tak” albo „nie”.`);
    return false;
  }

  /** One of several words; keys of `choices` are folded. */
  choice<T>(field: string, choices: ReadonlyMap<string, T>): T | null | undefined {
    const text = this.text(field);
    if (!text) return text as null | undefined;
    const chosen = choices.get(fold(text));
    if (chosen === undefined) this.fail(field, `Nieznana wartość „${text}”.`);
    return chosen ?? null;
  }

  fail(field: string | null, message: string): void {
    this.errors.push({ title: this.columns.find((column) => column.field === field)?.title ?? null, message });
  }
}

function reordered(match: RegExpExecArray | null): (string | undefined)[] {
  const [whole, day, month, year] = match ?? [];
  return [whole, year, month, day];
}

function isDay(iso: string): boolean {
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(+at) && at.toISOString().startsWith(iso);
}
