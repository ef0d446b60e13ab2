import type { EntityManager } from 'typeorm';

/** The first year of which the system has any evidence; null when it has none yet. @param timeZone of the office */
export async function firstYearWithData(db: EntityManager, timeZone: string): Promise<number | null> {
  const [row] = await db.query<{ year: number | null }[]>(
    `SELECT extract(year FROM least(
       (SELECT min(o.started_at) AT TIME ZONE $1 FROM outage o)::date,
       (SELECT min(r.completed_on) FROM repair_protocol_revision r WHERE r.state = 'APPROVED'),
       (SELECT min(p.accepted_on) FROM acceptance_protocol p)))::integer AS year`,
    [timeZone],
  );
  return row?.year ?? null;
}
