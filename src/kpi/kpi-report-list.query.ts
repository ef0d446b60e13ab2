import type { EntityManager } from 'typeorm';
import type { ReportSnapshot } from './report-snapshot.js';

export interface ReportRow {
  id: number;
  year: number;
  revision: number;
  state: 'DRAFT' | 'APPROVED';
  reason: string | null;
  cardVersion: number;
  asOf: Date;
  createdAt: Date;
  createdBy: string;
  approvedAt: Date | null;
  approvedBy: string | null;
  snapshot: ReportSnapshot;
}

const SELECT_REPORT = `
  SELECT r.id, r.year, r.revision, r.state, r.reason, r.card_version AS "cardVersion", r.as_of AS "asOf", r.created_at AS "createdAt",
         c.given_name || ' ' || c.family_name AS "createdBy", r.approved_at AS "approvedAt",
         a.given_name || ' ' || a.family_name AS "approvedBy", r.snapshot
  FROM kpi_report r
  JOIN person c ON c.id = r.created_by
  LEFT JOIN person a ON a.id = r.approved_by`;

/** Revisions of the report of a year, newest first. */
export async function reportsOfYear(db: EntityManager, year: number): Promise<ReportRow[]> {
  return db.query<ReportRow[]>(`${SELECT_REPORT} WHERE r.year = $1 ORDER BY r.revision DESC`, [year]);
}

/** State and revision of the newest report of each year, for the overview. */
export async function latestReportStates(
  db: EntityManager,
): Promise<{ year: number; revision: number; state: 'DRAFT' | 'APPROVED' }[]> {
  return db.query(
    'SELECT DISTINCT ON (r.year) r.year, r.revision, r.state FROM kpi_report r ORDER BY r.year, r.revision DESC',
  );
}
