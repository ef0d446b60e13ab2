import { DomainError } from '../common/domain-error.js';
import type { ProtocolState } from './protocol-codes.js';

export type ProtocolAction = 'submit' | 'approve' | 'return' | 'annul';

/** Anything not in this table is refused. Source: domain guide section 5. */
const TRANSITIONS: Record<ProtocolState, Partial<Record<ProtocolAction, ProtocolState>>> = {
  DRAFT: { submit: 'SUBMITTED' },
  SUBMITTED: { approve: 'APPROVED', return: 'RETURNED', annul: 'ANNULLED' },
  RETURNED: { submit: 'SUBMITTED', annul: 'ANNULLED' },
  APPROVED: { annul: 'ANNULLED' },
  ANNULLED: {},
};

/** @throws DomainError `repair-protocol.transition-not-allowed` */
export function transition(state: ProtocolState, action: ProtocolAction): ProtocolState {
  const next = TRANSITIONS[state][action];
  if (!next) {
    throw new DomainError(
      'repair-protocol.transition-not-allowed',
      'conflict',
      'Ta czynność nie jest możliwa w obecnym stanie protokołu. Protokół mógł zmienić ktoś inny.',
    );
  }
  return next;
}

export function allowsAction(state: ProtocolState, action: ProtocolAction): boolean {
  return TRANSITIONS[state][action] !== undefined;
}

/** Fields and lines of a revision may still change. */
export function isEditable(state: ProtocolState): boolean {
  return state === 'DRAFT' || state === 'RETURNED';
}

/** A revision in the making; a protocol has at most one. */
export function isOpen(state: ProtocolState): boolean {
  return isEditable(state) || state === 'SUBMITTED';
}

interface RevisionState {
  revision: number;
  state: ProtocolState;
}

/**
 * Which of the revisions the protocol stands for: the last approved one counts until a newer one is approved.
 * @param revisions of one protocol, in any order
 */
export function effectiveRevision<R extends RevisionState>(revisions: readonly R[]): R | null {
  return newest(revisions.filter(({ state }) => state === 'APPROVED'));
}

/** The revision that people work on now, or the newest that has an outcome: an annulled correction gives way to what it corrected. */
export function currentRevision<R extends RevisionState>(revisions: readonly R[]): R | null {
  return newest(revisions.filter(({ state }) => isOpen(state))) ?? effectiveRevision(revisions) ?? newest(revisions);
}

function newest<R extends RevisionState>(revisions: readonly R[]): R | null {
  return revisions.toSorted((a, b) => b.revision - a.revision)[0] ?? null;
}
