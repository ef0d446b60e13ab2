import type { AuthenticationResults } from '../../mail/authentication-results.js';
import { decideThread, type ThreadCandidate, type ThreadEvidence, threadOf } from './decide-thread.js';

/** Everything the decision about one e-mail needs to know. */
export interface InboundFacts {
  receivedAt: Date;
  /** False when only the header was fetched because the message is larger than the limit. */
  isWhole: boolean;
  sender: {
    /** null when no header names one */
    address: string | null;
    isInternal: boolean;
    /** one of the helpdesk's own addresses, or a Message-ID signed by us */
    isOurselves: boolean;
  };
  /** What the office's mail server found out about the sender's address; null when it said nothing or is not to be asked. */
  authenticity: ({ verdict: 'pass' | 'fail' | 'unknown' } & AuthenticationResults) | null;
  /** The header by which a filter calls it spam, or null. */
  spam: string | null;
  /** What says that no person wrote it; null for a person's message, mailing lists included. */
  automatic: { kind: string; evidence: string } | null;
  /** A delivery report; `about` is the notification it is about, null when it matches nothing we sent. */
  bounce: {
    isFailure: boolean;
    /** handed in as servers do, not in the name of a person */
    isFromServer: boolean;
    about: { notificationId: number; ticketId: number | null } | null;
  } | null;
  /** The first e-mail with the same fingerprint. */
  duplicateOf: { inboundEmailId: number; ticketId: number | null } | null;
  candidates: readonly ThreadCandidate[];
  externalSenders: 'review' | 'accept' | 'reject';
  /** Tickets made from this sender's e-mails in the last hour, counted up to the limit; null: any number is taken. */
  flood: { ticketsInLastHour: number; limit: number } | null;
}

/** One step of the decision as a technician can read it: what was asked, what was found. Codes and values, no prose. */
export interface TraceStep {
  check:
    | 'size'
    | 'duplicate'
    | 'own-mail'
    | 'bounce'
    | 'authenticity'
    | 'spam'
    | 'automatic'
    | 'sender'
    | 'thread'
    | 'limit'
    | 'person';
  result: string;
  detail?: Record<string, string | number | boolean | null>;
}

export type InboundDecision =
  | { outcome: 'created'; reason: string | null; followsId: number | null; suggestedId: number | null }
  | { outcome: 'appended'; reason: string; ticketId: number; isStranger: boolean }
  | { outcome: 'bounce'; reason: string; notificationId: number | null; ticketId: number | null }
  | { outcome: 'duplicate'; reason: null; ofId: number; ticketId: number | null }
  | { outcome: 'review'; reason: string; suggestedId: number | null }
  | { outcome: 'ignored' | 'quarantined'; reason: string };

/**
 * What becomes of an inbound e-mail: one outcome and the steps that led to it. The order is the rule: the first check that
 * says something final ends the decision.
 * Source: design section 4; domain guide section 9; RFC 3834 (automatic mail is never answered).
 */
export function decideInbound(facts: InboundFacts): { decision: InboundDecision; trace: TraceStep[] } {
  const trace: TraceStep[] = [];
  for (const check of [bySize, byDuplicate, byOwnMail, byBounce, byAuthenticity, bySpam, byAutomatic]) {
    const { decision, step } = check(facts);
    if (step) trace.push(step);
    if (decision) return { decision, trace };
  }
  const thread = decideThread(facts);
  const { address, isInternal } = facts.sender;
  trace.push({
    check: 'sender',
    result: address === null ? 'unknown' : isInternal ? 'internal' : 'external',
    detail: { address },
  });
  trace.push({ check: 'thread', result: thread.kind, detail: threadDetail(thread) });
  if (thread.kind !== 'create') {
    return {
      decision: {
        outcome: 'appended',
        reason: REASON_OF[thread.by],
        ticketId: thread.ticketId,
        isStranger: thread.isStranger,
      },
      trace,
    };
  }
  const suggestedId = thread.suggestedId ?? thread.followsId;
  if (address === null) return { decision: { outcome: 'review', reason: 'no-sender', suggestedId }, trace };
  if (!isInternal && facts.externalSenders === 'reject')
    return { decision: { outcome: 'ignored', reason: 'external-sender' }, trace };
  if (!isInternal && facts.externalSenders === 'review')
    return { decision: { outcome: 'review', reason: 'external-sender', suggestedId }, trace };
  if (facts.flood && facts.flood.ticketsInLastHour >= facts.flood.limit) {
    trace.push({ check: 'limit', result: 'exceeded', detail: facts.flood });
    return { decision: { outcome: 'review', reason: 'sender-limit', suggestedId }, trace };
  }
  return {
    decision: {
      outcome: 'created',
      reason: thread.followsId ? 'follows-finished' : null,
      followsId: thread.followsId,
      suggestedId: thread.suggestedId,
    },
    trace,
  };
}

const REASON_OF: Record<ThreadEvidence, string> = {
  signature: 'signed-id',
  reference: 'reference',
  number: 'subject-number',
};

interface Checked {
  decision?: InboundDecision;
  step?: TraceStep;
}

function bySize({ isWhole }: InboundFacts): Checked {
  if (isWhole) return {};
  return { decision: { outcome: 'quarantined', reason: 'too-large' }, step: { check: 'size', result: 'too-large' } };
}

function byDuplicate({ duplicateOf }: InboundFacts): Checked {
  if (!duplicateOf) return {};
  const { inboundEmailId: ofId, ticketId } = duplicateOf;
  return {
    decision: { outcome: 'duplicate', reason: null, ofId, ticketId },
    step: { check: 'duplicate', result: 'same-content', detail: { ofId } },
  };
}

function byOwnMail({ sender }: InboundFacts): Checked {
  if (!sender.isOurselves) return {};
  return {
    decision: { outcome: 'ignored', reason: 'own-mail' },
    step: { check: 'own-mail', result: 'ours', detail: { address: sender.address } },
  };
}

/**
 * A report that matches nothing we sent, or that a person hands in, changes nothing: anyone can forge one, and whoever has got an
 * e-mail of ours knows its Message-ID.
 */
function byBounce({ bounce }: InboundFacts): Checked {
  if (!bounce) return {};
  const { isFailure, isFromServer } = bounce;
  const about = isFromServer ? bounce.about : null;
  const step: TraceStep = {
    check: 'bounce',
    result: about ? (isFailure ? 'failure' : 'notice') : isFromServer ? 'unmatched' : 'from-person',
    detail: { notificationId: about?.notificationId ?? null },
  };
  const reason = about ? (isFailure ? 'delivery-failed' : 'delivery-notice') : 'unmatched-report';
  return {
    decision: {
      outcome: 'bounce',
      reason,
      notificationId: about?.notificationId ?? null,
      ticketId: about?.ticketId ?? null,
    },
    step,
  };
}

/** A colleague's address that the office's own server does not confirm is somebody else's until a person has looked. */
function byAuthenticity({ authenticity, sender, candidates }: InboundFacts): Checked {
  if (!authenticity) return {};
  const { verdict, dmarc, spf, dkim } = authenticity;
  const step: TraceStep = { check: 'authenticity', result: verdict, detail: { dmarc, spf, dkim } };
  if (verdict !== 'fail' || !sender.isInternal) return { step };
  return { decision: { outcome: 'review', reason: 'forged-sender', suggestedId: suggestionOf(candidates) }, step };
}

function bySpam({ spam, candidates }: InboundFacts): Checked {
  if (spam === null) return {};
  return {
    decision: { outcome: 'review', reason: 'spam', suggestedId: suggestionOf(candidates) },
    step: { check: 'spam', result: 'spam', detail: { evidence: spam, suggestedId: suggestionOf(candidates) } },
  };
}

function suggestionOf(candidates: readonly ThreadCandidate[]): number | null {
  return candidates[0]?.ticketId ?? null;
}

/** Automatic mail is filed on its ticket if it has one, never opens one, never wakes one, is never answered. */
function byAutomatic({ automatic, candidates }: InboundFacts): Checked {
  if (!automatic) return { step: { check: 'automatic', result: 'no' } };
  const step: TraceStep = { check: 'automatic', result: automatic.kind, detail: { evidence: automatic.evidence } };
  const thread = threadOf(candidates);
  if (!thread) return { decision: { outcome: 'ignored', reason: automatic.kind }, step };
  return {
    decision: { outcome: 'appended', reason: automatic.kind, ticketId: thread.ticketId, isStranger: false },
    step,
  };
}

function threadDetail(thread: ReturnType<typeof decideThread>): NonNullable<TraceStep['detail']> {
  if (thread.kind === 'create') return { followsId: thread.followsId, suggestedId: thread.suggestedId };
  return { ticketId: thread.ticketId, by: thread.by, isStranger: thread.isStranger };
}
