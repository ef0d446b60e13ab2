import type { EntityManager } from 'typeorm';

/**
 * What the register knows of an asset. Values are JSON: `kind` a code, `acceptedOn` and `withdrawnOn` days (`withdrawnOn` null:
 * the withdrawal was an error), `inKpiScope` true or false, `unit` an id or null.
 */
export type FactAttribute = 'kind' | 'acceptedOn' | 'withdrawnOn' | 'inKpiScope' | 'unit';

export interface NewFact {
  assetId: number;
  attribute: FactAttribute;
  value: string | number | boolean | null;
  /** From when it is true; the value holds until the next fact of the attribute. */
  validFrom: Date;
  /** The fact that this one corrects: it was never true, but was once believed. */
  supersedes?: number;
}

export interface Fact {
  id: number;
  attribute: FactAttribute;
  value: string | number | boolean | null;
  validFrom: Date;
}

/** Appends facts in one statement. @param at when they became known @param actorId null: the system */
export async function recordFacts(
  tx: EntityManager,
  facts: readonly NewFact[],
  at: Date,
  actorId: number | null,
): Promise<void> {
  const rows = facts.map((fact) => ({
    asset_id: fact.assetId,
    attribute: fact.attribute,
    value: fact.value,
    valid_from: fact.validFrom,
    supersedes: fact.supersedes ?? null,
  }));
  await tx.query(
    `INSERT INTO asset_fact (asset_id, attribute, value, valid_from, recorded_at, recorded_by, supersedes)
     SELECT f.asset_id, f.attribute, COALESCE(f.value, 'null'::jsonb), f.valid_from, $2, $3, f.supersedes
     FROM jsonb_to_recordset($1::jsonb) AS f (asset_id integer, attribute text, value jsonb, valid_from timestamptz, supersedes integer)`,
    [JSON.stringify(rows), at, actorId],
  );
}

/** Facts that nothing has corrected, oldest first. */
export async function standingFacts(tx: EntityManager, assetId: number): Promise<Fact[]> {
  return tx.query<Fact[]>(
    `SELECT f.id, f.attribute, f.value, f.valid_from AS "validFrom" FROM asset_fact f
     WHERE f.asset_id = $1 AND NOT EXISTS (SELECT 1 FROM asset_fact g WHERE g.supersedes = f.id)
     ORDER BY f.valid_from, f.id`,
    [assetId],
  );
}
