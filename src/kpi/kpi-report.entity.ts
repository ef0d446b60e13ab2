import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ReportSnapshot } from './report-snapshot.js';

/** One revision of an annual report; immutable once approved. */
@Entity('kpi_report')
export class KpiReport {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer') year: number;
  @Column('integer') revision: number;
  @Column('text') state: 'DRAFT' | 'APPROVED';
  /** Why there is a further revision. */
  @Column('text', { nullable: true }) reason: string | null;
  @Column('integer', { name: 'card_version' }) cardVersion: number;
  @Column('timestamptz', { name: 'as_of' }) asOf: Date;
  @Column('jsonb') snapshot: ReportSnapshot;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('integer', { name: 'created_by' }) createdBy: number;
  @Column('timestamptz', { name: 'approved_at', nullable: true }) approvedAt: Date | null;
  @Column('integer', { name: 'approved_by', nullable: true }) approvedBy: number | null;
}
