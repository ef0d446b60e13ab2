import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BlobsService } from '../../blobs/blobs.service.js';
import { batched } from '../../common/batched.js';
import { isDatabaseUnavailable } from '../../database/is-unavailable.js';
import { EventsService } from '../../events/events.service.js';
import type { InboundChannel } from './inbound-email.js';

/** A message as it came, with whatever makes this delivery one of a kind. */
export interface Delivery {
  channel: InboundChannel;
  raw: Buffer;
  /** of the whole message; more than `raw` has when only the header was taken in */
  sizeBytes: number;
  /** null: the way it came tells no envelope; empty: the null return path */
  envelopeFrom: string | null;
  envelopeTo: string[];
  /** when the office's server took it in */
  receivedAt: Date;
  smtpTransaction?: string;
  imap?: { mailboxId: number; uidValidity: number; uid: number };
}

/** Deliveries of one commit. */
const MAX_TOGETHER = 20;

/**
 * First step of every e-mail: the raw bytes and their row are committed before the sender's side is told anything. The event
 * in the same transaction becomes the job that reads and decides it. Deliveries that come at once are committed together.
 */
@Injectable()
export class ReceiveService {
  private readonly storeBatched = batched(
    (deliveries: { delivery: Delivery; at: Date }[]) => this.storeAll(deliveries),
    { maxItems: MAX_TOGETHER, isNobodysFault: isDatabaseUnavailable },
  );

  constructor(
    private readonly db: DataSource,
    private readonly blobs: BlobsService,
    private readonly events: EventsService,
  ) {}

  /**
   * Safe to repeat for the same delivery.
   * @returns the row's id, or null when this delivery is stored already
   * @throws what the database throws; the sender's side must keep the message then
   */
  async store(delivery: Delivery, at: Date): Promise<number | null> {
    return this.storeBatched({ delivery, at });
  }

  private async storeAll(deliveries: readonly { delivery: Delivery; at: Date }[]): Promise<(number | null)[]> {
    return this.db.transaction(async (tx) => {
      const blobs = await this.blobs.putAll(
        tx,
        deliveries.map(({ delivery }) => delivery.raw),
      );
      const ids = await this.insert(tx, deliveries, blobs);
      const stored = ids.flatMap((subjectId, index) =>
        subjectId === null ? [] : [{ ...RECEIVED, subjectId, at: deliveries[index]!.at }],
      );
      if (stored.length > 0) await this.events.append(tx, ...stored);
      return ids;
    });
  }

  private async insert(
    tx: EntityManager,
    deliveries: readonly { delivery: Delivery; at: Date }[],
    blobs: readonly string[],
  ): Promise<(number | null)[]> {
    const rows = deliveries.map(({ delivery: { imap, raw: _, ...delivery }, at }, index) => ({
      ...delivery,
      ...imap,
      key: keyOf(delivery.smtpTransaction, imap),
      sha256: blobs[index],
      at,
    }));
    const stored = await tx.query<{ id: number; key: string }[]>(
      `WITH delivery AS (
         SELECT d.* FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (channel text, "mailboxId" integer, "uidValidity" bigint, uid bigint,
           "smtpTransaction" text, "envelopeFrom" text, "envelopeTo" text[], "receivedAt" timestamptz, sha256 text, "sizeBytes" bigint,
           at timestamptz)) WITH ORDINALITY AS d (channel, mailbox_id, uid_validity, uid, smtp_transaction, envelope_from, envelope_to,
           received_at, sha256, size_bytes, at, position)
       )
       INSERT INTO inbound_email (channel, mailbox_id, uid_validity, uid, smtp_transaction, envelope_from, envelope_to, received_at, sha256,
         size_bytes, next_attempt_at)
       SELECT d.channel, d.mailbox_id, d.uid_validity, d.uid, d.smtp_transaction, d.envelope_from, d.envelope_to, d.received_at, d.sha256,
         d.size_bytes, d.at + interval '10 seconds'
       FROM delivery d ORDER BY d.position
       ON CONFLICT DO NOTHING
       RETURNING id, COALESCE(smtp_transaction, mailbox_id || ' ' || uid_validity || ' ' || uid) AS key`,
      [JSON.stringify(rows)],
    );
    const ids = new Map(stored.map(({ key, id }) => [key, id]));
    return rows.map(({ key }) => {
      const id = ids.get(key) ?? null;
      // The same delivery handed in twice at once is one.
      ids.delete(key);
      return id;
    });
  }
}

const RECEIVED = { type: 'inbound-email.received', subjectType: 'inbound_email' } as const;

/** What makes a delivery one of a kind, as the INSERT words it. */
function keyOf(smtpTransaction: string | undefined, imap: Delivery['imap']): string {
  return smtpTransaction ?? `${imap?.mailboxId} ${imap?.uidValidity} ${imap?.uid}`;
}
