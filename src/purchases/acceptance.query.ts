import type { EntityManager } from 'typeorm';

/** How many pieces of each line of a request were accepted so far, by line id; lines of which none came are absent. */
export async function acceptedByLine(tx: EntityManager, requestId: number): Promise<Map<number, number>> {
  const rows = await tx.query<{ lineId: number; quantity: number }[]>(
    `SELECT i.line_id AS "lineId", sum(i.quantity)::integer AS quantity
     FROM acceptance_item i JOIN acceptance_protocol a ON a.id = i.acceptance_id
     WHERE a.request_id = $1 GROUP BY i.line_id`,
    [requestId],
  );
  return new Map(rows.map(({ lineId, quantity }) => [lineId, quantity]));
}

export interface AcceptedItemRow {
  id: number;
  acceptanceId: number;
  requestId: number;
  lineId: number;
  quantity: number;
  /** Of those, pieces that went back for a refund; exchanged ones were replaced. */
  refunded: number;
  /** Pieces that went back for another, for lines that do not enter the register. */
  exchanged: number;
  unitGrossGrosze: number;
  isRegistered: boolean;
}

/** One line of an acceptance protocol with what became of it. */
export async function findAcceptedItem(tx: EntityManager, id: number): Promise<AcceptedItemRow | null> {
  const [row] = await tx.query<AcceptedItemRow[]>(
    `SELECT i.id, i.acceptance_id AS "acceptanceId", a.request_id AS "requestId", i.line_id AS "lineId", i.quantity,
            COALESCE(r.refunded, 0)::integer AS refunded, COALESCE(r.exchanged, 0)::integer AS exchanged,
            l.unit_gross_grosze AS "unitGrossGrosze", l.asset_kind IS NOT NULL AS "isRegistered"
     FROM acceptance_item i JOIN acceptance_protocol a ON a.id = i.acceptance_id JOIN purchase_request_line l ON l.id = i.line_id
     LEFT JOIN LATERAL (
       SELECT sum(b.quantity) FILTER (WHERE b.kind = 'REFUND') AS refunded, sum(b.quantity) FILTER (WHERE b.kind = 'EXCHANGE') AS exchanged
       FROM acceptance_return b WHERE b.acceptance_item_id = i.id
     ) r ON true
     WHERE i.id = $1`,
    [id],
  );
  return row ?? null;
}
