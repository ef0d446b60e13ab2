import type { LabelSet } from './labels.js';

export type Tone = 'neutral' | 'info' | 'progress' | 'wait' | 'success' | 'danger';

interface Mark {
  tone: Tone;
  /** A symbol of icons.svg; its shape tells what the colour tells. */
  icon: string;
}

const MARKS: Partial<Record<LabelSet, Record<string, Mark>>> = {
  ticketStatus: {
    NEW: { tone: 'info', icon: 'state-new' },
    ASSIGNED: { tone: 'info', icon: 'state-begun' },
    IN_PROGRESS: { tone: 'progress', icon: 'state-half' },
    WAITING_REQUESTER: { tone: 'wait', icon: 'state-wait' },
    WAITING_PARTS: { tone: 'wait', icon: 'state-wait' },
    WAITING_PURCHASE: { tone: 'wait', icon: 'state-wait' },
    EXTERNAL_SERVICE: { tone: 'wait', icon: 'state-wait' },
    RESOLVED: { tone: 'success', icon: 'state-done' },
    CLOSED: { tone: 'neutral', icon: 'state-done' },
    REJECTED: { tone: 'neutral', icon: 'state-refused' },
    WITHDRAWN: { tone: 'neutral', icon: 'state-refused' },
    MERGED: { tone: 'neutral', icon: 'state-merged' },
  },
  protocolState: {
    DRAFT: { tone: 'neutral', icon: 'state-draft' },
    SUBMITTED: { tone: 'progress', icon: 'state-half' },
    RETURNED: { tone: 'wait', icon: 'state-returned' },
    APPROVED: { tone: 'success', icon: 'state-done' },
    ANNULLED: { tone: 'neutral', icon: 'state-refused' },
  },
  purchaseState: {
    DRAFT: { tone: 'neutral', icon: 'state-draft' },
    SUBMITTED: { tone: 'progress', icon: 'state-begun' },
    UNIT_APPROVED: { tone: 'progress', icon: 'state-begun' },
    IT_REVIEWED: { tone: 'progress', icon: 'state-half' },
    HOLDER_APPROVED: { tone: 'progress', icon: 'state-half' },
    BUDGET_CONFIRMED: { tone: 'progress', icon: 'state-most' },
    APPROVED: { tone: 'success', icon: 'state-done' },
    IN_PROCUREMENT: { tone: 'info', icon: 'state-begun' },
    ORDERED: { tone: 'info', icon: 'state-half' },
    PARTLY_ACCEPTED: { tone: 'info', icon: 'state-most' },
    COMPLETED: { tone: 'success', icon: 'state-done' },
    RETURNED: { tone: 'wait', icon: 'state-returned' },
    REJECTED: { tone: 'danger', icon: 'state-refused' },
    WITHDRAWN: { tone: 'neutral', icon: 'state-refused' },
  },
  inboundOutcome: {
    waiting: { tone: 'info', icon: 'state-wait' },
    created: { tone: 'success', icon: 'state-done' },
    appended: { tone: 'success', icon: 'state-merged' },
    bounce: { tone: 'danger', icon: 'state-returned' },
    duplicate: { tone: 'neutral', icon: 'state-merged' },
    review: { tone: 'wait', icon: 'state-new' },
    ignored: { tone: 'neutral', icon: 'state-refused' },
    quarantined: { tone: 'danger', icon: 'state-alert' },
  },
  notificationState: {
    queued: { tone: 'info', icon: 'state-begun' },
    deferred: { tone: 'wait', icon: 'state-wait' },
    sent: { tone: 'success', icon: 'state-done' },
    failed: { tone: 'danger', icon: 'state-alert' },
    bounced: { tone: 'danger', icon: 'state-returned' },
    suppressed: { tone: 'neutral', icon: 'state-refused' },
  },
  obligationState: {
    OPEN: { tone: 'wait', icon: 'state-new' },
    MET: { tone: 'success', icon: 'state-done' },
    WAIVED: { tone: 'neutral', icon: 'state-refused' },
  },
  approvalDecision: {
    APPROVED: { tone: 'success', icon: 'state-done' },
    RETURNED: { tone: 'wait', icon: 'state-returned' },
    REJECTED: { tone: 'danger', icon: 'state-refused' },
  },
  kpiState: {
    INTERIM: { tone: 'progress', icon: 'state-half' },
    DRAFT: { tone: 'neutral', icon: 'state-draft' },
    APPROVED: { tone: 'success', icon: 'state-done' },
  },
  outageEvidence: {
    DOCUMENTED: { tone: 'success', icon: 'state-done' },
    NO_PROTOCOL: { tone: 'danger', icon: 'state-alert' },
    NOT_APPROVED: { tone: 'wait', icon: 'state-wait' },
    INTERVAL_DIFFERS: { tone: 'wait', icon: 'state-alert' },
  },
  reportState: {
    DRAFT: { tone: 'neutral', icon: 'state-draft' },
    APPROVED: { tone: 'success', icon: 'state-done' },
  },
};

/** Tone and symbol of a state. */
export function markOf(set: LabelSet, code: string): Mark {
  return MARKS[set]?.[code] ?? { tone: 'neutral', icon: 'state-new' };
}
