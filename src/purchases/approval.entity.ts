import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ApprovalStep } from './purchase-request-state.js';

export const DECISIONS = ['APPROVED', 'RETURNED', 'REJECTED'] as const;
export type Decision = (typeof DECISIONS)[number];

/** One decision of one step in one round; never changed. */
@Entity('approval')
export class Approval {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer', { name: 'request_id' }) requestId: number;
  @Column('integer') round: number;
  @Column('text') step: ApprovalStep;
  @Column('text') decision: Decision;
  @Column('integer', { name: 'decided_by' }) decidedBy: number;
  /** The person a deputy decided for ("z up."). */
  @Column('integer', { name: 'on_behalf_of', nullable: true }) onBehalfOf: number | null;
  @Column('timestamptz') at: Date;
  @Column('text') note: string;
}
