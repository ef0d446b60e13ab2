import type { EntityManager } from 'typeorm';
import type { RegisterGroup } from './asset-register.js';
import type { AcceptedItem } from './bought-computers.js';
import type { RepairRevision } from './counted-repairs.js';

/** Inclusive local days, YYYY-MM-DD. */
interface Days {
  firstDay: string;
  lastDay: string;
}

export interface RepairFact extends RepairRevision {
  revisionId: number;
}

/** Approved revisions of every protocol that has one completed in these days, also those that moved it elsewhere. */
export async function repairFacts(db: EntityManager, { firstDay, lastDay }: Days): Promise<RepairFact[]> {
  return db.query<RepairFact[]>(
    `SELECT r.protocol_id AS "protocolId", r.id AS "revisionId", r.revision, r.state, r.completed_on AS "completedOn",
            count(k.code) FILTER (WHERE k.counts_for_kpi2) AS "countedOperations"
     FROM repair_protocol_revision r
     LEFT JOIN repair_operation o ON o.revision_id = r.id
     LEFT JOIN operation_kind k ON k.code = o.kind
     WHERE r.state = 'APPROVED' AND r.protocol_id IN (
       SELECT c.protocol_id FROM repair_protocol_revision c
       WHERE c.state = 'APPROVED' AND c.completed_on >= $1 AND c.completed_on <= $2)
     GROUP BY r.id
     ORDER BY r.completed_on, r.id`,
    [firstDay, lastDay],
  );
}

export interface AcceptanceFact extends AcceptedItem {
  itemId: number;
}

/** Lines of acceptance protocols of these days that brought pieces for the register. */
export async function acceptanceFacts(db: EntityManager, { firstDay, lastDay }: Days): Promise<AcceptanceFact[]> {
  return db.query<AcceptanceFact[]>(
    `SELECT i.id AS "itemId", p.accepted_on AS "acceptedOn", k.counts_as_computer AS "countsAsComputer", i.quantity AS pieces,
            COALESCE((SELECT sum(r.quantity) FROM acceptance_return r
                      WHERE r.acceptance_item_id = i.id AND r.kind = 'REFUND'), 0) AS refunded
     FROM acceptance_protocol p
     JOIN acceptance_item i ON i.acceptance_id = p.id
     JOIN purchase_request_line l ON l.id = i.line_id
     JOIN asset_kind k ON k.code = l.asset_kind
     WHERE p.accepted_on >= $1 AND p.accepted_on <= $2
     ORDER BY p.accepted_on, i.id`,
    [firstDay, lastDay],
  );
}

/** The whole register, assets with the same dates and kind flags counted together; one scan whatever the number of years. */
export async function registerGroups(db: EntityManager): Promise<RegisterGroup[]> {
  return db.query<RegisterGroup[]>(
    `SELECT a.accepted_on AS "acceptedOn", a.withdrawn_on AS "withdrawnOn", k.counts_as_equipment AS "countsAsEquipment",
            k.counts_as_computer AS "countsAsComputer", count(*) AS pieces
     FROM asset a JOIN asset_kind k ON k.code = a.kind
     WHERE k.counts_as_equipment OR k.counts_as_computer
     GROUP BY a.accepted_on, a.withdrawn_on, k.counts_as_equipment, k.counts_as_computer`,
  );
}

/** Whether there was any server to break down: one in the register on some day of these. */
export async function hadServer(db: EntityManager, { firstDay, lastDay }: Days): Promise<boolean> {
  const [row] = await db.query<{ had: boolean }[]>(
    `SELECT EXISTS (SELECT 1 FROM asset a
       WHERE a.kind = 'SERVER' AND a.accepted_on <= $2 AND (a.withdrawn_on IS NULL OR a.withdrawn_on > $1)) AS had`,
    [firstDay, lastDay],
  );
  return row!.had;
}

/** Ids of what the register held on a day: the input list of a snapshot. */
export async function registerIds(
  db: EntityManager,
  day: string,
): Promise<{ equipment: number[]; computers: number[] }> {
  const [row] = await db.query<{ equipment: number[] | null; computers: number[] | null }[]>(
    `SELECT array_agg(a.id ORDER BY a.id) FILTER (WHERE k.counts_as_equipment) AS equipment,
            array_agg(a.id ORDER BY a.id) FILTER (WHERE k.counts_as_computer) AS computers
     FROM asset a JOIN asset_kind k ON k.code = a.kind
     WHERE a.accepted_on <= $1 AND (a.withdrawn_on IS NULL OR a.withdrawn_on > $1)`,
    [day],
  );
  return { equipment: row?.equipment ?? [], computers: row?.computers ?? [] };
}
