import type { EntityManager } from 'typeorm';
import type { OperationKind } from './protocol-codes.js';

export interface EditChoices {
  operationKinds: { code: OperationKind; label: string; countsForKpi2: boolean }[];
  units: { id: number; symbol: string; name: string }[];
  isServer: boolean;
}

/** What the form of a protocol offers; one SQL. @param today local date `YYYY-MM-DD` */
export async function editChoices(
  tx: EntityManager,
  { assetId, unitId, today }: { assetId: number; unitId: number | null; today: string },
): Promise<EditChoices> {
  const [row] = await tx.query<EditChoices[]>(
    `SELECT
       (SELECT json_agg(json_build_object('code', k.code, 'label', k.label, 'countsForKpi2', k.counts_for_kpi2) ORDER BY k.position)
        FROM operation_kind k) AS "operationKinds",
       (SELECT COALESCE(json_agg(json_build_object('id', u.id, 'symbol', u.symbol, 'name', u.name) ORDER BY u.symbol), '[]')
        FROM organizational_unit u WHERE u.closed_on IS NULL OR u.closed_on > $2 OR u.id = $3) AS units,
       (SELECT a.kind = 'SERVER' FROM asset a WHERE a.id = $1) AS "isServer"`,
    [assetId, today, unitId],
  );
  return row!;
}

export interface OutageChoice {
  id: number;
  systemName: string;
  startedAt: Date;
  endedAt: Date | null;
}

/** Outages that a repair of this asset may have ended, newest first. */
export async function outagesOfAsset(tx: EntityManager, assetId: number): Promise<OutageChoice[]> {
  return tx.query<OutageChoice[]>(
    `SELECT o.id, o.system_name AS "systemName", o.started_at AS "startedAt", o.ended_at AS "endedAt"
     FROM outage o WHERE o.asset_id = $1 ORDER BY o.started_at DESC, o.id DESC LIMIT 50`,
    [assetId],
  );
}
