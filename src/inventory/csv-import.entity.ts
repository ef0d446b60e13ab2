import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { RowOutcome } from '../directory/import-plan.js';

export const IMPORT_KINDS = ['assets', 'units', 'people'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** A file that somebody sent in, shown first, applied when confirmed. */
@Entity('csv_import')
export class CsvImport {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('text') kind: ImportKind;
  @Column('text') filename: string;
  @Column('text') sha256: string;
  @Column('text') state: 'PREVIEWED' | 'APPLIED';
  /** Lines by what was done with them; null until applied. */
  @Column('jsonb', { nullable: true }) counts: Record<RowOutcome, number> | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('integer', { name: 'created_by', nullable: true }) createdBy: number | null;
  @Column('timestamptz', { name: 'applied_at', nullable: true }) appliedAt: Date | null;
  @Column('integer', { name: 'applied_by', nullable: true }) appliedBy: number | null;
}
