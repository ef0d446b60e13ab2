import type { Category, QueueCode, TriageResult } from './ticket-codes.js';
import type { ObligationKind } from './ticket-obligations.service.js';

/** What a triage result makes necessary before the ticket may close. Source: domain guide section 5, Triage. */
export function obligationsOf(result: TriageResult | null): readonly ObligationKind[] {
  switch (result) {
    case 'REPAIR':
      return ['REPAIR_PROTOCOL'];
    case 'OUTAGE':
      return ['OUTAGE', 'REPAIR_PROTOCOL'];
    case 'PURCHASE':
      return ['PURCHASE_REQUEST'];
    default:
      return [];
  }
}

/** Security tickets are seen only by those who must, from the first moment. Source: domain guide section 8. */
export function isRestricted(ticket: {
  category: Category;
  queue: QueueCode;
  triageResult: TriageResult | null;
}): boolean {
  return ticket.category === 'SECURITY' || ticket.queue === 'SECURITY' || ticket.triageResult === 'SECURITY';
}
