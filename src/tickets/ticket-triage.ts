import type { TriageResult } from './ticket-codes.js';
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
