import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('budget_line')
export class BudgetLine {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer') year: number;
  /** Dział-rozdział-paragraf, e.g. `750-75023-4210`. */
  @Column('text') classification: string;
  @Column('text') name: string;
  /** As passed; changes during the year are entries. */
  @Column('bigint', { name: 'plan_grosze' }) planGrosze: number;
}

/** Append-only ledger of a line: a release is negative, a change of plan has its sign. */
@Entity('budget_entry')
export class BudgetEntry {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer', { name: 'budget_line_id' }) budgetLineId: number;
  @Column('integer', { name: 'request_id', nullable: true }) requestId: number | null;
  @Column('text') kind: 'PLAN_CHANGE' | 'COMMITMENT' | 'RELEASE';
  @Column('bigint', { name: 'amount_grosze' }) amountGrosze: number;
  @Column('timestamptz') at: Date;
  @Column('integer', { name: 'recorded_by' }) recordedBy: number;
}
