import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type {
  Category,
  Channel,
  Impact,
  Priority,
  QueueCode,
  TicketStatus,
  TriageResult,
  Urgency,
} from './ticket-codes.js';

@Entity('ticket')
export class Ticket {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' }) id: number;
  @Column('text') number: string;
  @Column('text') subject: string;
  @Column('text') status: TicketStatus;
  @Column('text') category: Category;
  @Column('text') queue: QueueCode;
  @Column('text') impact: Impact;
  @Column('text') urgency: Urgency;
  @Column('text') priority: Priority;
  @Column('text', { name: 'triage_result', nullable: true }) triageResult: TriageResult | null;
  @Column('text') channel: Channel;
  @Column('boolean') restricted: boolean;
  @Column('integer', { name: 'requester_id', nullable: true }) requesterId: number | null;
  @Column('text', { name: 'requester_email', nullable: true }) requesterEmail: string | null;
  @Column('text', { name: 'requester_name' }) requesterName: string;
  @Column('integer', { name: 'unit_id', nullable: true }) unitId: number | null;
  @Column('text', { nullable: true }) room: string | null;
  @Column('integer', { name: 'asset_id', nullable: true }) assetId: number | null;
  @Column('integer', { name: 'assignee_id', nullable: true }) assigneeId: number | null;
  @Column('timestamptz', { name: 'received_at' }) receivedAt: Date;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
  @Column('timestamptz', { name: 'first_response_due_at', nullable: true }) firstResponseDueAt: Date | null;
  @Column('timestamptz', { name: 'first_responded_at', nullable: true }) firstRespondedAt: Date | null;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt: Date | null;
  @Column('integer', { name: 'due_paused_minutes', nullable: true }) duePausedMinutes: number | null;
  @Column('timestamptz', { name: 'waiting_since', nullable: true }) waitingSince: Date | null;
  @Column('timestamptz', { name: 'reminded_at', nullable: true }) remindedAt: Date | null;
  @Column('timestamptz', { name: 'resolved_at', nullable: true }) resolvedAt: Date | null;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt: Date | null;
  @Column('timestamptz', { name: 'detected_at', nullable: true }) detectedAt: Date | null;
  @Column('text', { name: 'resolution_note', nullable: true }) resolutionNote: string | null;
  @Column('integer', { name: 'merged_into_id', nullable: true }) mergedIntoId: number | null;
  @Column('text', { name: 'status_before_merge', nullable: true }) statusBeforeMerge: TicketStatus | null;
  @Column('integer', { name: 'follows_id', nullable: true }) followsId: number | null;
  @Column('integer', { name: 'suggested_ticket_id', nullable: true }) suggestedTicketId: number | null;
  /** Counted by the statement that stores a message; saving the entity leaves it alone. */
  @Column({ type: 'integer', name: 'message_count', update: false }) messageCount: number;
  @Column('integer', { name: 'triage_rule_id', nullable: true }) triageRuleId: number | null;
  @Column('jsonb', { name: 'triage_trace', nullable: true }) triageTrace: unknown;
}
