/** Collects the parameters of a query that is put together from optional parts: `WHERE t.queue = ${params.bind(queue)}`. */
export class SqlParams {
  readonly values: unknown[] = [];

  /** @returns the placeholder, `$1`, `$2`, … */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
