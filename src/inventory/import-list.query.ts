import type { EntityManager } from 'typeorm';
import type { RowOutcome } from '../directory/import-plan.js';
import type { ImportKind } from './csv-import.entity.js';

export interface ImportRow {
  id: number;
  kind: ImportKind;
  filename: string;
  state: 'PREVIEWED' | 'APPLIED';
  counts: Record<RowOutcome, number> | null;
  createdAt: Date;
  createdByName: string | null;
  appliedAt: Date | null;
}

/** The last files sent in, newest first. @param kinds of which the reader may know */
export async function listImports(tx: EntityManager, kinds: readonly ImportKind[]): Promise<ImportRow[]> {
  return tx.query<ImportRow[]>(
    `SELECT i.id, i.kind, i.filename, i.state, i.counts, i.created_at AS "createdAt",
            p.given_name || ' ' || p.family_name AS "createdByName", i.applied_at AS "appliedAt"
     FROM csv_import i LEFT JOIN person p ON p.id = i.created_by
     WHERE i.kind = ANY($1) ORDER BY i.id DESC LIMIT 20`,
    [kinds],
  );
}
