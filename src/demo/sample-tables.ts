export type SampleRow = Record<string, unknown>;

/** Rows by table, with the ids they will have. */
export class SampleTables {
  private readonly rows = new Map<string, SampleRow[]>();

  /** Adds a row under the next identity of its table. @returns that id */
  add(table: string, row: SampleRow): number {
    const rows = this.of(table);
    const id = rows.length + 1;
    rows.push({ id, ...row });
    return id;
  }

  /** Adds a row to a table without an identity. */
  put(table: string, row: SampleRow): void {
    this.of(table).push(row);
  }

  /** Changes a row that was added before. */
  patch(table: string, id: number, changes: SampleRow): void {
    Object.assign(this.of(table)[id - 1]!, changes);
  }

  of(table: string): SampleRow[] {
    let rows = this.rows.get(table);
    if (!rows) this.rows.set(table, (rows = []));
    return rows;
  }

  /** Puts the log in the order of time, as it would have been written, and follows the new ids in the notifications. */
  orderEvents(): void {
    const events = this.of('event');
    const ordered = events.toSorted((a, b) => String(a.at).localeCompare(String(b.at)) || Number(a.id) - Number(b.id));
    const newIds = new Map(ordered.map((event, index) => [event.id, index + 1]));
    for (const notification of this.of('notification')) notification.event_id = newIds.get(notification.event_id);
    for (const [index, event] of ordered.entries()) event.id = index + 1;
    this.rows.set('event', ordered);
  }
}
