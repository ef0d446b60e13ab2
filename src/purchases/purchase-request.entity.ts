import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { AssetKind } from '../inventory/asset-kind.js';
import type { RequestState } from './purchase-request-state.js';

@Entity('purchase_request')
export class PurchaseRequest {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  /** `WZ/7/2026`, given on the first submission. */
  @Column('text', { nullable: true }) number: string | null;
  @Column('text') state: RequestState;
  /** How many times the chain of approvals was started. */
  @Column('integer') round: number;
  @Column('integer', { name: 'ticket_id', nullable: true }) ticketId: number | null;
  @Column('integer', { name: 'protocol_id', nullable: true }) protocolId: number | null;
  /** The unit as it was when the request was made; people move later. */
  @Column('integer', { name: 'unit_id' }) unitId: number;
  @Column('integer', { name: 'requester_id' }) requesterId: number;
  /** Who drafted, edited or submitted it, in their own name or another's; none of them decides a step of it but the opinion of IT. */
  @Column('integer', { name: 'written_by', array: true }) writtenBy: number[];
  @Column('text') subject: string;
  @Column('text') justification: string;
  @Column('boolean') planned: boolean;
  @Column('integer', { name: 'replaces_asset_id', nullable: true }) replacesAssetId: number | null;
  @Column('integer', { name: 'budget_line_id', nullable: true }) budgetLineId: number | null;
  @Column('text', { name: 'it_opinion', nullable: true }) itOpinion: string | null;
  @Column('text', { name: 'procedure_mark', nullable: true }) procedureMark: string | null;
  @Column('date', { name: 'procedure_started_on', nullable: true }) procedureStartedOn: string | null;
  @Column('text', { name: 'order_reference', nullable: true }) orderReference: string | null;
  @Column('date', { name: 'ordered_on', nullable: true }) orderedOn: string | null;
  @Column('text', { nullable: true }) supplier: string | null;
  /** Why it was returned, rejected, withdrawn or closed short; the last of them. */
  @Column('text', { name: 'decision_reason', nullable: true }) decisionReason: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
  @Column('timestamptz', { name: 'submitted_at', nullable: true }) submittedAt: Date | null;
  @Column('timestamptz', { name: 'completed_at', nullable: true }) completedAt: Date | null;
}

@Entity('purchase_request_line')
export class PurchaseRequestLine {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer', { name: 'request_id' }) requestId: number;
  @Column('integer') position: number;
  @Column('text') description: string;
  /** null: not something for the register (a licence, toner). */
  @Column('text', { name: 'asset_kind', nullable: true }) assetKind: AssetKind | null;
  @Column('integer') quantity: number;
  @Column('text', { name: 'technical_needs' }) technicalNeeds: string;
  @Column('bigint', { name: 'unit_net_grosze' }) unitNetGrosze: number;
  @Column('bigint', { name: 'unit_gross_grosze' }) unitGrossGrosze: number;
  @Column('text', { nullable: true }) cpv: string | null;
}
