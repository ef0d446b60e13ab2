import type { EntityManager } from 'typeorm';
import { type Conditions, conditionsSchema, type Results, resultsSchema, type TriageRule } from './triage-rule.js';

interface StoredRule {
  id: number;
  name: string;
  conditions: unknown;
  results: unknown;
}

/** A value that changes whenever any rule does, whoever changed it: PostgreSQL stamps each row with its last transaction. */
export async function rulesVersion(tx: EntityManager): Promise<string> {
  const [row] = await tx.query<{ version: string | null }[]>(
    `SELECT string_agg(r.id || ':' || r.xmin, ' ' ORDER BY r.id) AS version FROM triage_rule r`,
  );
  return row?.version ?? '';
}

/** Enabled rules in their order. A row that no longer fits the schema is left out rather than stopping all triage. */
export async function enabledRules(tx: EntityManager): Promise<TriageRule[]> {
  const rows = await tx.query<StoredRule[]>(
    'SELECT r.id, r.name, r.conditions, r.results FROM triage_rule r WHERE r.enabled ORDER BY r.position, r.id',
  );
  return rows.flatMap(({ id, name, ...row }) => {
    const conditions = conditionsSchema.safeParse(row.conditions);
    const results = resultsSchema.safeParse(row.results);
    return conditions.success && results.success
      ? [{ id, name, conditions: conditions.data, results: results.data }]
      : [];
  });
}

export interface RuleListRow {
  id: number;
  position: number;
  name: string;
  enabled: boolean;
  conditions: Conditions;
  results: Results;
  assigneeName: string | null;
  updatedAt: Date;
  updatedByName: string | null;
  /** tickets whose category this rule chose in the last 90 days */
  recentTickets: number;
}

const SELECT_RULES = `
  SELECT r.id, r.position, r.name, r.enabled, r.conditions, r.results, a.given_name || ' ' || a.family_name AS "assigneeName",
    r.updated_at AS "updatedAt", p.given_name || ' ' || p.family_name AS "updatedByName", COALESCE(n.tickets, 0) AS "recentTickets"
  FROM triage_rule r
  LEFT JOIN person a ON a.id = (r.results->>'assigneeId')::integer
  LEFT JOIN person p ON p.id = r.updated_by
  LEFT JOIN (SELECT (e.payload->>'ruleId')::integer AS rule_id, count(*) AS tickets FROM event e
             WHERE e.type = 'ticket.registered' AND e.at >= $1 AND e.payload->>'ruleId' IS NOT NULL GROUP BY 1) n ON n.rule_id = r.id`;

/** @param since of the count of tickets */
export async function listRules(tx: EntityManager, since: Date): Promise<RuleListRow[]> {
  return tx.query<RuleListRow[]>(`${SELECT_RULES} ORDER BY r.position, r.id`, [since]);
}

/** One rule, or null. */
export async function ruleById(tx: EntityManager, id: number, since: Date): Promise<RuleListRow | null> {
  const [row] = await tx.query<RuleListRow[]>(`${SELECT_RULES} WHERE r.id = $2`, [since, id]);
  return row ?? null;
}
