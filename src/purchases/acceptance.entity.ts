import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Proof of one delivery (protokół odbioru); never changed. */
@Entity('acceptance_protocol')
export class AcceptanceProtocol {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  /** `PO/4/2026` */
  @Column('text') number: string;
  @Column('integer', { name: 'request_id' }) requestId: number;
  /** Local date; counts for indicator 3. */
  @Column('date', { name: 'accepted_on' }) acceptedOn: string;
  @Column('text', { name: 'invoice_reference', nullable: true }) invoiceReference: string | null;
  @Column('text') remarks: string;
  @Column('integer', { name: 'recorded_by' }) recordedBy: number;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}

@Entity('acceptance_item')
export class AcceptanceItem {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer', { name: 'acceptance_id' }) acceptanceId: number;
  @Column('integer', { name: 'line_id' }) lineId: number;
  @Column('integer') quantity: number;
}

export const RETURN_KINDS = ['REFUND', 'EXCHANGE'] as const;
export type ReturnKind = (typeof RETURN_KINDS)[number];

/** Pieces that went back: with refund they no longer count as bought, exchanged under complaint they do. */
@Entity('acceptance_return')
export class AcceptanceReturn {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer', { name: 'acceptance_item_id' }) acceptanceItemId: number;
  @Column('integer') quantity: number;
  @Column('date', { name: 'returned_on' }) returnedOn: string;
  @Column('text') kind: ReturnKind;
  @Column('text') reason: string;
  @Column('integer', { name: 'recorded_by' }) recordedBy: number;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
}
