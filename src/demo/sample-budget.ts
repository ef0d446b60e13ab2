import { localYear } from '../common/local-date.js';
import type { SamplePerson } from './sample-people.js';
import type { SampleTables } from './sample-tables.js';

/** Budget lines of a year, in złoty. Source of the classification: domain guide section 7. */
const LINES = [
  ['750-75023-4210', 'Zakup materiałów i wyposażenia', 900_000],
  ['750-75023-4270', 'Zakup usług remontowych', 60_000],
  ['750-75023-4300', 'Zakup usług pozostałych', 180_000],
  ['750-75023-4700', 'Szkolenia pracowników', 30_000],
  ['750-75023-6060', 'Wydatki na zakupy inwestycyjne', 250_000],
] as const;

/** The budget of the sample office: its lines, and what is booked on them. */
export class SampleBudget {
  private readonly equipmentLines = new Map<number, number>();

  constructor(
    private readonly tables: SampleTables,
    private readonly timeZone: string,
    years: readonly number[],
  ) {
    for (const year of years) {
      for (const [classification, name, zloty] of LINES) {
        const id = tables.add('budget_line', { year, classification, name, plan_grosze: zloty * 100 });
        if (classification.endsWith('4210')) this.equipmentLines.set(year, id);
      }
    }
  }

  /** The line that computers and accessories are bought from at that time. */
  lineOf(at: Date): number {
    return this.equipmentLines.get(localYear(at, this.timeZone))!;
  }

  commit(requestId: number, grosze: number, at: Date, treasurer: SamplePerson): void {
    this.tables.add('budget_entry', {
      budget_line_id: this.lineOf(at),
      request_id: requestId,
      kind: 'COMMITMENT',
      amount_grosze: grosze,
      at: at.toISOString(),
      recorded_by: treasurer.id,
    });
  }
}
