import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { AssetKind, AssetTitle, WithdrawalReason } from './asset-kind.js';

/** Projection of the register facts, plus where the piece stands today. Days are `YYYY-MM-DD`. */
@Entity('asset')
export class Asset {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('text', { name: 'inventory_number' }) inventoryNumber: string;
  @Column('text') kind: AssetKind;
  @Column('text', { nullable: true }) manufacturer: string | null;
  @Column('text') model: string;
  @Column('text', { name: 'serial_number', nullable: true }) serialNumber: string | null;
  @Column('integer', { name: 'unit_id', nullable: true }) unitId: number | null;
  @Column('text', { nullable: true }) room: string | null;
  @Column('integer', { name: 'user_id', nullable: true }) userId: number | null;
  @Column('text') title: AssetTitle;
  @Column('date', { name: 'accepted_on' }) acceptedOn: string;
  /** The first day on which it is no longer in the register. */
  @Column('date', { name: 'withdrawn_on', nullable: true }) withdrawnOn: string | null;
  @Column('text', { name: 'withdrawal_reason', nullable: true }) withdrawalReason: WithdrawalReason | null;
  @Column('date', { name: 'warranty_until', nullable: true }) warrantyUntil: string | null;
  @Column('bigint', { name: 'gross_value_grosze', nullable: true }) grossValueGrosze: number | null;
  @Column('boolean', { name: 'in_kpi_scope' }) inKpiScope: boolean;
  /** One node of several that stand in for each other. */
  @Column('boolean') redundant: boolean;
  @Column('integer', { name: 'acceptance_item_id', nullable: true }) acceptanceItemId: number | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
}
