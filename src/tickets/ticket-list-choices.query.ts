import type { EntityManager } from 'typeorm';
import { ASSIGNABLE, type AssignablePerson } from './assignable-people.query.js';

/** What the list can be filtered by and its tickets given to, besides fixed codes. */
export interface TicketListChoices {
  people: AssignablePerson[];
  units: { id: number; symbol: string }[];
}

/** People who may be given a ticket, and units open, on a day; one SQL. @param today local date `YYYY-MM-DD` */
export async function ticketListChoices(tx: EntityManager, today: string): Promise<TicketListChoices> {
  const [row] = await tx.query<TicketListChoices[]>(
    `SELECT
       (SELECT COALESCE(json_agg(json_build_object('id', p.id, 'name', p.given_name || ' ' || p.family_name)
          ORDER BY p.family_name, p.given_name), '[]') FROM person p WHERE ${ASSIGNABLE}) AS people,
       (SELECT COALESCE(json_agg(json_build_object('id', u.id, 'symbol', u.symbol) ORDER BY u.symbol), '[]')
        FROM organizational_unit u WHERE u.closed_on IS NULL OR u.closed_on > $1) AS units`,
    [today, null],
  );
  return row!;
}
