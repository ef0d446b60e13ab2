import type { EntityManager } from 'typeorm';
import type { VersionDates } from './card-versions.js';

/** Text of one version, as printed. */
export interface CardContent {
  annex: string;
  date: string;
  name: string;
  category: string;
  owner: string;
  units: string;
  aim: string;
  tasks: string[];
  procedures: string[];
  inputs: string[];
  outputs: string[];
}

export interface CardVersion extends VersionDates {
  /** Who published its successor, which is who changed it; null: not known, or the current version. */
  changedBy: string | null;
  hasContent: boolean;
}

/** All versions, newest first. */
export async function listCardVersions(db: EntityManager): Promise<CardVersion[]> {
  return db.query<CardVersion[]>(
    `SELECT v.version, v.effective_from AS "effectiveFrom", v.published_at AS "publishedAt", v.replaced_at AS "replacedAt",
            s.published_by_name AS "changedBy", v.content IS NOT NULL AS "hasContent"
     FROM process_card_version v LEFT JOIN process_card_version s ON s.version = v.version + 1
     ORDER BY v.version DESC`,
  );
}

/** The text of a version; null: only its dates are known, or there is no such version. */
export async function cardContent(db: EntityManager, version: number): Promise<CardContent | null> {
  const [row] = await db.query<{ content: CardContent | null }[]>(
    'SELECT v.content FROM process_card_version v WHERE v.version = $1',
    [version],
  );
  return row?.content ?? null;
}

export interface Indicator {
  cardVersion: number;
  number: number;
  text: string;
  targetText: string;
  /** Decimal, e.g. `10.000` */
  targetPercent: string;
  comparator: '=' | '<' | '<=' | '>=' | '>';
  source: string;
  frequency: string;
  unit: string;
}

/** Indicators of all versions, in the order of the card. */
export async function listIndicators(db: EntityManager): Promise<Indicator[]> {
  return db.query<Indicator[]>(
    `SELECT i.card_version AS "cardVersion", i.number, i.text, i.target_text AS "targetText", i.target_percent AS "targetPercent",
            i.comparator, i.source, i.frequency, i.unit
     FROM indicator i ORDER BY i.card_version, i.number`,
  );
}
