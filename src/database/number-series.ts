import type { EntityManager } from 'typeorm';

export type NumberSeries = 'ticket' | 'repair_protocol' | 'purchase_request' | 'acceptance_protocol';

/**
 * The next number of a series in a year. Its counter row stays locked until the transaction ends, which makes the series gapless:
 * call it last, after all reading and deciding.
 * @param year of the local date of registration
 */
export async function nextNumber(tx: EntityManager, series: NumberSeries, year: number): Promise<number> {
  const [row] = await tx.query<{ last_number: number }[]>(
    `INSERT INTO number_series AS s (series, year, last_number) VALUES ($1, $2, 1)
     ON CONFLICT ON CONSTRAINT number_series_pk DO UPDATE SET last_number = s.last_number + 1 RETURNING last_number`,
    [series, year],
  );
  return row!.last_number;
}
