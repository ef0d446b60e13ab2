import type { EventType } from '../events/event-types.js';

/** What the requester may read of a ticket's log: states and signed documents, as the e-mails tell them too, not notes and the inner workings. */
export const PUBLIC_EVENTS: readonly EventType[] = [
  'ticket.registered',
  'ticket.assigned',
  'ticket.status-changed',
  'ticket.resolved',
  'ticket.closed',
  'ticket.reopened',
  'ticket.rejected',
  'ticket.withdrawn',
  'ticket.merged',
  'repair-protocol.submitted',
  'repair-protocol.approved',
  'purchase-request.submitted',
  'purchase-request.step-approved',
  'purchase-request.returned',
  'purchase-request.rejected',
  'purchase-request.withdrawn',
  'purchase-request.procurement-started',
  'purchase-request.ordered',
  'purchase-request.partly-accepted',
  'purchase-request.completed',
];
