/** How we know that a message belongs to a ticket, strongest first. */
export type ThreadEvidence = 'signature' | 'reference' | 'number';

/** A ticket that the message may continue; merged tickets are already followed to their target. */
export interface ThreadCandidate {
  ticketId: number;
  by: ThreadEvidence;
  /** closed, rejected or withdrawn */
  isFinished: boolean;
  /** the moment until which a message reopens a resolved ticket; null when it is not resolved */
  reopensUntil: Date | null;
  /** the sender is the requester, a confirmed participant or works on the ticket */
  senderIsParticipant: boolean;
  /** the sender's unit is the ticket's unit, and the ticket is not restricted */
  senderIsInUnit: boolean;
}

export interface ThreadFacts {
  receivedAt: Date;
  candidates: readonly ThreadCandidate[];
}

export type ThreadDecision =
  | { kind: 'append' | 'reopen'; ticketId: number; by: ThreadEvidence; isStranger: boolean }
  | { kind: 'create'; followsId: number | null; suggestedId: number | null };

const STRENGTH: Record<ThreadEvidence, number> = { signature: 0, reference: 1, number: 2 };

/**
 * Which ticket a message continues. Our signed ids prove the thread, even for a stranger; references and a number in the subject can
 * be guessed, so they count only for people on the ticket or in its unit and are otherwise a suggestion to a technician. Whoever is
 * not on the ticket takes part unconfirmed, colleagues of the unit too: a number tells nobody what others wrote.
 * Source: RFC 5322 section 3.6.4 (In-Reply-To, References); domain guide sections 5 and 9.
 */
export function decideThread({ receivedAt, candidates }: ThreadFacts): ThreadDecision {
  const ordered = candidates.toSorted((a, b) => STRENGTH[a.by] - STRENGTH[b.by]);
  const trusted = ordered.find((candidate) => candidate.by === 'signature' || belongs(candidate));
  if (!trusted) return { kind: 'create', followsId: null, suggestedId: ordered[0]?.ticketId ?? null };
  const { ticketId, by } = trusted;
  const isOver = trusted.isFinished || (trusted.reopensUntil !== null && receivedAt >= trusted.reopensUntil);
  if (isOver) {
    return belongs(trusted)
      ? { kind: 'create', followsId: ticketId, suggestedId: null }
      : { kind: 'create', followsId: null, suggestedId: ticketId };
  }
  return { kind: trusted.reopensUntil ? 'reopen' : 'append', ticketId, by, isStranger: !trusted.senderIsParticipant };
}

/** The ticket on which automatic mail is filed, whatever its state: filing changes none. */
export function threadOf(candidates: readonly ThreadCandidate[]): ThreadCandidate | null {
  return (
    candidates
      .toSorted((a, b) => STRENGTH[a.by] - STRENGTH[b.by])
      .find((candidate) => candidate.by === 'signature' || belongs(candidate)) ?? null
  );
}

function belongs(candidate: ThreadCandidate): boolean {
  return candidate.senderIsParticipant || candidate.senderIsInUnit;
}
