import type { EntityManager } from 'typeorm';
import type { CsvColumn, CsvTable } from './csv-table.js';

export type RowOutcome = 'create' | 'change' | 'unchanged' | 'rejected';

/** What one line of a file would do. */
export interface PlannedRow<Work = unknown> {
  line: number;
  /** What the line is about, e.g. an inventory number. */
  key: string;
  outcome: RowOutcome;
  /** Old and new value of what differs, as people read them; of a new thing everything, with nothing old. */
  changes: { title: string; from: string; to: string }[];
  errors: { title: string | null; message: string }[];
  /** What is carried out when the import is confirmed; null for rejected and unchanged lines. */
  work: Work | null;
}

/** One kind of file: its columns, what its lines would do, and doing it. */
export interface CsvImporter<Work> {
  columns: readonly CsvColumn[];
  /** Reads the database, changes nothing. */
  plan(tx: EntityManager, table: CsvTable, at: Date): Promise<PlannedRow<Work>[]>;
  apply(tx: EntityManager, works: readonly Work[], at: Date, actorId: number | null): Promise<void>;
}

/** Values as people read them, by title of the column; a column that the file lacks is left out of `next`. */
interface Comparison<Work> {
  line: number;
  key: string;
  errors: PlannedRow['errors'];
  /** null: there is no such thing yet. */
  current: Readonly<Record<string, string>> | null;
  next: Readonly<Record<string, string>>;
  work: Work;
}

/** Rejected with errors, new without a current state, changed where a value differs, else unchanged. */
export function planRow<Work>({ line, key, errors, current, next, work }: Comparison<Work>): PlannedRow<Work> {
  if (errors.length > 0) return { line, key, outcome: 'rejected', changes: [], errors, work: null };
  const changes = Object.entries(next)
    .map(([title, to]) => ({ title, from: current?.[title] ?? '', to }))
    .filter(({ from, to }) => from !== to);
  if (current === null) return { line, key, outcome: 'create', changes, errors, work };
  return changes.length > 0
    ? { line, key, outcome: 'change', changes, errors, work }
    : { line, key, outcome: 'unchanged', changes, errors, work: null };
}

/** Lines by what they would do. */
export function countOutcomes(rows: readonly PlannedRow[]): Record<RowOutcome, number> {
  const counts = { create: 0, change: 0, unchanged: 0, rejected: 0 };
  for (const { outcome } of rows) counts[outcome] += 1;
  return counts;
}
