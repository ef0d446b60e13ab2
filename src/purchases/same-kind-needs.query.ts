import type { EntityManager } from 'typeorm';
import type { Need } from './same-kind-needs.js';

/**
 * Lines of one request and of all live requests of the budget year: of its budget lines, or, where no line is named yet, by
 * the local year of submission. Drafts, rejected and withdrawn requests are not needs.
 */
export async function needsOfYear(
  tx: EntityManager,
  requestId: number,
  year: number,
  timeZone: string,
): Promise<Need[]> {
  return tx.query<Need[]>(
    `SELECT l.request_id AS "requestId", l.cpv, l.asset_kind AS "assetKind", (l.quantity * l.unit_net_grosze)::bigint AS "netGrosze"
     FROM purchase_request_line l
     JOIN purchase_request r ON r.id = l.request_id
     LEFT JOIN budget_line b ON b.id = r.budget_line_id
     WHERE r.id = $1 OR (r.state NOT IN ('DRAFT', 'REJECTED', 'WITHDRAWN')
       AND COALESCE(b.year, extract(year FROM r.submitted_at AT TIME ZONE $3)::integer) = $2)`,
    [requestId, year, timeZone],
  );
}
