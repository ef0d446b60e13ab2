import type { ContentRow } from './notification-content.query.js';
import { isPersonal, type NotificationKind } from './notification-kinds.js';

type Trigger = Pick<ContentRow, 'isByMessage'>;

/**
 * What tells other machines not to answer. A technician's words are a person's mail (`no`), so that "I am on leave" comes back
 * and is filed; all else is automatic: `auto-replied` when a message of the reader's caused it, `auto-generated` otherwise.
 * `Precedence: bulk` is left out on purpose: servers take it as leave to drop the mail without a report.
 * Source: RFC 3834 sections 3.1.7 and 5, MS-OXCMAIL 2.1.3.2.14.
 */
export function autoSubmittedHeaders(kind: NotificationKind, [trigger]: readonly Trigger[]): Record<string, string> {
  if (isPersonal(kind)) return { 'Auto-Submitted': 'no' };
  const isAnswer = trigger?.isByMessage === true && (kind === 'received' || kind === 'reopened');
  return { 'Auto-Submitted': isAnswer ? 'auto-replied' : 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
}
