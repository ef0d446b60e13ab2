import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { SqlParams } from '../database/sql-params.js';
import { visibleTickets } from '../tickets/ticket-visibility.js';

/** What a new outage takes over from the ticket that tells of it; null when the actor may not see it. */
export async function ticketOfOutage(
  tx: EntityManager,
  actor: Actor,
  number: string,
): Promise<{ number: string; inventoryNumber: string | null } | null> {
  const params = new SqlParams();
  const [row] = await tx.query<{ number: string; inventoryNumber: string | null }[]>(
    `SELECT t.number, a.inventory_number AS "inventoryNumber"
     FROM ticket t LEFT JOIN asset a ON a.id = t.asset_id AND a.kind = 'SERVER'
     WHERE t.number = ${params.bind(number)} AND ${visibleTickets(actor, params)}`,
    params.values,
  );
  return row ?? null;
}
