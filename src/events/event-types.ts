import type { JobName } from '../queues/jobs.js';

/** What events are about; `subject_type` of the log. */
export type SubjectType =
  | 'ticket'
  | 'ticket_message'
  | 'inbound_email'
  | 'mailbox'
  | 'triage_rule'
  | 'asset'
  | 'outage'
  | 'repair_protocol'
  | 'purchase_request'
  | 'acceptance_protocol'
  | 'budget_line'
  | 'calendar'
  | 'office_profile'
  | 'process_card'
  | 'kpi_report'
  | 'person'
  | 'organizational_unit'
  | 'role_assignment'
  | 'session'
  | 'api_token'
  | 'notification'
  | 'import';

/**
 * Every event type. The log is the timeline, the audit trail and, through the outbox, the start of every e-mail.
 * Names: `<subject>.<past tense>`.
 */
export const EVENT_TYPES = [
  'ticket.registered',
  'ticket.assigned',
  'ticket.unassigned',
  'ticket.status-changed',
  'ticket.question-asked',
  'ticket.resolved',
  'ticket.closed',
  'ticket.reopened',
  'ticket.rejected',
  'ticket.withdrawn',
  'ticket.merged',
  'ticket.unmerged',
  'ticket.reclassified',
  'ticket.subject-changed',
  'ticket.asset-linked',
  'ticket.reminder-due',
  'ticket.due-near',
  'ticket.restricted',
  'ticket.obligation-opened',
  'ticket.obligation-met',
  'ticket.obligation-waived',
  'ticket.participant-added',
  'ticket.participant-confirmed',
  'message.received',
  'message.replied',
  'message.noted',
  'inbound-email.received',
  'inbound-email.reprocessed',
  'inbound-email.decided',
  'inbound-email.raw-viewed',
  'inbound-email.bounced',
  'mailbox.changed',
  'mailbox.failed',
  'triage-rule.created',
  'triage-rule.changed',
  'triage-rule.deleted',
  'asset.registered',
  'asset.changed',
  'asset.withdrawn',
  'asset.relocated',
  'outage.started',
  'outage.ended',
  'outage.changed',
  'repair-protocol.drafted',
  'repair-protocol.changed',
  'repair-protocol.submitted',
  'repair-protocol.approved',
  'repair-protocol.returned',
  'repair-protocol.annulled',
  'repair-protocol.discarded',
  'repair-protocol.revision-started',
  'purchase-request.drafted',
  'purchase-request.changed',
  'purchase-request.submitted',
  'purchase-request.step-approved',
  'purchase-request.returned',
  'purchase-request.rejected',
  'purchase-request.withdrawn',
  'purchase-request.procurement-started',
  'purchase-request.ordered',
  'purchase-request.partly-accepted',
  'purchase-request.completed',
  'acceptance.recorded',
  'acceptance.returned',
  'budget-line.changed',
  'calendar.changed',
  'office-profile.changed',
  'kpi-report.drafted',
  'kpi-report.approved',
  'session.opened',
  'session.refused',
  'session.closed',
  'role.granted',
  'role.revoked',
  'person.created',
  'person.changed',
  'unit.created',
  'unit.changed',
  'api-token.created',
  'import.applied',
  'notification.resent',
  'notification.address-released',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Events that e-mails follow from. Which ones, to whom and with which text is decided in notifications/. */
const NOTIFIED = new Set<EventType>([
  'ticket.registered',
  'ticket.assigned',
  'ticket.status-changed',
  'ticket.question-asked',
  'ticket.resolved',
  'ticket.closed',
  'ticket.reopened',
  'ticket.rejected',
  'ticket.withdrawn',
  'ticket.merged',
  'ticket.reminder-due',
  'ticket.due-near',
  'inbound-email.bounced',
  'message.received',
  'message.replied',
  'outage.started',
  'outage.ended',
  'repair-protocol.submitted',
  'repair-protocol.approved',
  'repair-protocol.returned',
  'purchase-request.submitted',
  'purchase-request.step-approved',
  'purchase-request.returned',
  'purchase-request.rejected',
  'purchase-request.withdrawn',
  'purchase-request.procurement-started',
  'purchase-request.ordered',
  'purchase-request.partly-accepted',
  'purchase-request.completed',
]);

/** The job that a committed event starts; none for events that only stand in the log. */
export function consumerOf(type: EventType): JobName | null {
  if (type === 'inbound-email.received') return 'process-inbound-emails';
  return NOTIFIED.has(type) ? 'create-notifications' : null;
}
