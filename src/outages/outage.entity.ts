import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OutageCause } from './outage-codes.js';

/** One server, one interval: the only source of downtime. */
@Entity('outage')
export class Outage {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('integer', { name: 'asset_id' }) assetId: number;
  /** Groups outages of several servers with one cause. */
  @Column('integer', { name: 'incident_id', nullable: true }) incidentId: number | null;
  @Column('integer', { name: 'ticket_id', nullable: true }) ticketId: number | null;
  @Column('integer', { name: 'protocol_id', nullable: true }) protocolId: number | null;
  @Column('text') cause: OutageCause;
  /** A system could not be used; partial degradation that leaves it usable is none. */
  @Column('boolean', { name: 'service_interrupted' }) serviceInterrupted: boolean;
  @Column('text', { name: 'system_name' }) systemName: string;
  @Column('timestamptz', { name: 'started_at' }) startedAt: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
  @Column('text') description: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt: Date;
  @Column('integer', { name: 'recorded_by', nullable: true }) recordedBy: number | null;
}

@Entity('incident')
export class Incident {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('text') title: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}
