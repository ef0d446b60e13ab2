import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OperationKind, ProtocolState, RepairResult } from './protocol-codes.js';

/** One repair of one asset. Final once it has a number; what changes later are its revisions. */
@Entity('repair_protocol')
export class RepairProtocol {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('text', { nullable: true }) number: string | null;
  @Column('integer', { name: 'ticket_id' }) ticketId: number;
  @Column('integer', { name: 'asset_id' }) assetId: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('integer', { name: 'created_by' }) createdBy: number;
}

@Entity('repair_protocol_revision')
export class RepairProtocolRevision {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer', { name: 'protocol_id' }) protocolId: number;
  @Column('integer') revision: number;
  @Column('text') state: ProtocolState;
  @Column('text', { name: 'revision_reason', nullable: true }) revisionReason: string | null;
  /** Counts the savings of a draft, so that nobody overwrites or approves what they have not seen. */
  @Column('integer') edition: number;
  @Column('date', { name: 'completed_on', nullable: true }) completedOn: string | null;
  @Column('integer', { name: 'unit_id', nullable: true }) unitId: number | null;
  @Column('text', { nullable: true }) room: string | null;
  @Column('text', { name: 'user_name', nullable: true }) userName: string | null;
  @Column('text', { name: 'fault_reported' }) faultReported: string;
  @Column('text') diagnosis: string;
  @Column('text', { nullable: true }) result: RepairResult | null;
  @Column('text') remarks: string;
  @Column('boolean', { name: 'warranty_repair' }) warrantyRepair: boolean;
  @Column('integer', { name: 'outage_id', nullable: true }) outageId: number | null;
  /** Copy of the outage's interval, frozen at approval. */
  @Column('timestamptz', { name: 'outage_started_at', nullable: true }) outageStartedAt: Date | null;
  @Column('timestamptz', { name: 'outage_ended_at', nullable: true }) outageEndedAt: Date | null;
  @Column('text', { name: 'affected_systems' }) affectedSystems: string;
  @Column('integer', { name: 'prepared_by' }) preparedBy: number;
  @Column('timestamptz', { name: 'prepared_at' }) preparedAt: Date;
  /** Who prepared, edited or submitted it, or wrote what a correction took over; none of them approves it. */
  @Column('integer', { name: 'written_by', array: true }) writtenBy: number[];
  @Column('timestamptz', { name: 'submitted_at', nullable: true }) submittedAt: Date | null;
  @Column('integer', { name: 'submitted_by', nullable: true }) submittedBy: number | null;
  @Column('text', { name: 'received_by_name', nullable: true }) receivedByName: string | null;
  @Column('timestamptz', { name: 'approved_at', nullable: true }) approvedAt: Date | null;
  @Column('integer', { name: 'approved_by', nullable: true }) approvedBy: number | null;
  @Column('integer', { name: 'approved_on_behalf_of', nullable: true }) approvedOnBehalfOf: number | null;
  @Column('timestamptz', { name: 'returned_at', nullable: true }) returnedAt: Date | null;
  @Column('integer', { name: 'returned_by', nullable: true }) returnedBy: number | null;
  @Column('text', { name: 'return_reason', nullable: true }) returnReason: string | null;
  @Column('timestamptz', { name: 'annulled_at', nullable: true }) annulledAt: Date | null;
  @Column('integer', { name: 'annulled_by', nullable: true }) annulledBy: number | null;
  @Column('text', { name: 'annul_reason', nullable: true }) annulReason: string | null;
  @Column('text', { name: 'pdf_sha256', nullable: true }) pdfSha256: string | null;
}

@Entity('repair_operation')
export class RepairOperation {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer', { name: 'revision_id' }) revisionId: number;
  @Column('text') kind: OperationKind;
  @Column('text') description: string;
  @Column('integer') position: number;
}

@Entity('repair_part')
export class RepairPart {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer', { name: 'revision_id' }) revisionId: number;
  @Column('text') name: string;
  @Column('integer') quantity: number;
  @Column('text', { name: 'serial_number', nullable: true }) serialNumber: string | null;
  @Column('text', { nullable: true }) source: string | null;
  @Column('bigint', { name: 'gross_price_grosze', nullable: true }) grossPriceGrosze: number | null;
  @Column('integer') position: number;
}
