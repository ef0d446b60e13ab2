import type { EntityManager } from 'typeorm';
import { found } from '../../common/domain-error.js';
import type { Bounce } from '../../mail/bounce.js';
import type { TraceStep } from './decide-inbound.js';

export const OUTCOMES = [
  'waiting',
  'created',
  'appended',
  'bounce',
  'duplicate',
  'review',
  'ignored',
  'quarantined',
] as const;
export type InboundOutcome = (typeof OUTCOMES)[number];
export type InboundChannel = 'smtp' | 'lmtp' | 'imap' | 'import';

/** One delivery as stored; see migrations/…-create-intake.ts. */
export interface InboundEmailRow {
  id: number;
  channel: InboundChannel;
  mailboxId: number | null;
  /** null when the way it came tells no envelope (IMAP); empty for the null return path */
  envelopeFrom: string | null;
  envelopeTo: string[];
  receivedAt: Date;
  sha256: string;
  sizeBytes: number;
  /** false when only the header was taken in, because the message is over the limit */
  isWhole: boolean;
  outcome: InboundOutcome;
  reason: string | null;
  trace: TraceStep[] | null;
  ticketId: number | null;
  duplicateOf: number | null;
  automatic: boolean;
  bounce: Bounce | null;
  attempts: number;
  /** the character set that a person chose; null: by evidence */
  charset: string | null;
  processedAt: Date | null;
}

export const INBOUND_EMAIL_COLUMNS = `i.id, i.channel, i.mailbox_id AS "mailboxId", i.envelope_from AS "envelopeFrom", i.envelope_to AS "envelopeTo",
  i.received_at AS "receivedAt", i.sha256, i.size_bytes AS "sizeBytes", i.size_bytes = b.size_bytes AS "isWhole", i.outcome, i.reason, i.trace,
  i.ticket_id AS "ticketId", i.duplicate_of AS "duplicateOf", i.automatic, i.bounce, i.attempts, i.charset, i.processed_at AS "processedAt"`;

/** @throws DomainError `inbound-email.not-found` */
export async function lockInboundEmail(tx: EntityManager, id: number): Promise<InboundEmailRow> {
  const [row] = await tx.query<InboundEmailRow[]>(
    `SELECT ${INBOUND_EMAIL_COLUMNS} FROM inbound_email i JOIN blob b ON b.sha256 = i.sha256 WHERE i.id = $1 FOR UPDATE OF i`,
    [id],
  );
  return found(row, 'inbound-email');
}
