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

  /** Puts e-mails and the log in the order of time, as they would have been written, and follows their new ids. */
  orderByTime(): void {
    const emails = this.renumber('inbound_email', 'received_at');
    follow(this.of('inbound_email'), 'duplicate_of', emails);
    follow(this.of('inbound_email_attempt'), 'inbound_email_id', emails);
    follow(this.of('ticket_message'), 'inbound_email_id', emails);
    const aboutEmails = this.of('event').filter((event) => event.subject_type === 'inbound_email');
    follow(aboutEmails, 'subject_id', emails);
    follow(this.of('notification'), 'event_id', this.renumber('event', 'at'));
  }

  /** @returns new ids by old ones */
  private renumber(table: string, time: string): Map<unknown, number> {
    const ordered = this.of(table).toSorted(
      (a, b) => String(a[time]).localeCompare(String(b[time])) || Number(a.id) - Number(b.id),
    );
    const newIds = new Map(ordered.map((row, index) => [row.id, index + 1]));
    for (const [index, row] of ordered.entries()) row.id = index + 1;
    this.rows.set(table, ordered);
    return newIds;
  }
}

function follow(rows: readonly SampleRow[], column: string, newIds: ReadonlyMap<unknown, number>): void {
  for (const row of rows) if (row[column] != null) row[column] = newIds.get(row[column]);
}
