import type { EntityManager } from 'typeorm';
import { found } from '../common/domain-error.js';

export interface BudgetLineRow {
  id: number;
  year: number;
  classification: string;
  name: string;
  /** After changes. */
  planGrosze: number;
  committedGrosze: number;
  /** Plan after changes minus commitments; negative when the plan was lowered below them. */
  leftGrosze: number;
}

const SELECT_LINE = `
  SELECT b.id, b.year, b.classification, b.name, b.plan_grosze + s.plan_change AS "planGrosze", s.committed AS "committedGrosze",
         b.plan_grosze + s.plan_change - s.committed AS "leftGrosze"
  FROM budget_line b CROSS JOIN LATERAL (
    SELECT COALESCE(sum(e.amount_grosze) FILTER (WHERE e.kind = 'PLAN_CHANGE'), 0)::bigint AS plan_change,
           COALESCE(sum(e.amount_grosze) FILTER (WHERE e.kind <> 'PLAN_CHANGE'), 0)::bigint AS committed
    FROM budget_entry e WHERE e.budget_line_id = b.id
  ) s`;

/** Lines of a year's budget with what is left. */
export async function listBudgetLines(tx: EntityManager, year: number): Promise<BudgetLineRow[]> {
  return tx.query<BudgetLineRow[]>(`${SELECT_LINE} WHERE b.year = $1 ORDER BY b.classification`, [year]);
}

/** @throws DomainError `budget-line.not-found` */
export async function leftOf(tx: EntityManager, id: number): Promise<BudgetLineRow> {
  const [row] = await tx.query<BudgetLineRow[]>(`${SELECT_LINE} WHERE b.id = $1`, [id]);
  return found(row, 'budget-line');
}

/** Years that have a budget, newest first. */
export async function budgetYears(tx: EntityManager): Promise<number[]> {
  const rows = await tx.query<{ year: number }[]>('SELECT DISTINCT b.year FROM budget_line b ORDER BY b.year DESC');
  return rows.map(({ year }) => year);
}

export interface BudgetEntryRow {
  id: number;
  at: Date;
  kind: 'PLAN_CHANGE' | 'COMMITMENT' | 'RELEASE';
  amountGrosze: number;
  requestId: number | null;
  requestNumber: string | null;
  requestSubject: string | null;
  recordedByName: string;
}

/** The ledger of one line, newest first. */
export async function listBudgetEntries(tx: EntityManager, lineId: number): Promise<BudgetEntryRow[]> {
  return tx.query<BudgetEntryRow[]>(
    `SELECT e.id, e.at, e.kind, e.amount_grosze AS "amountGrosze", r.id AS "requestId", r.number AS "requestNumber",
            r.subject AS "requestSubject", p.given_name || ' ' || p.family_name AS "recordedByName"
     FROM budget_entry e JOIN person p ON p.id = e.recorded_by LEFT JOIN purchase_request r ON r.id = e.request_id
     WHERE e.budget_line_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT 500`,
    [lineId],
  );
}
