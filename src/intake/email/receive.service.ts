import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BlobsService } from '../../blobs/blobs.service.js';
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

/**
 * First step of every e-mail: the raw bytes and their row are committed before the sender's side is told anything. The event
 * in the same transaction becomes the job that reads and decides it.
 */
@Injectable()
export class ReceiveService {
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
    return this.db.transaction(async (tx) => {
      const sha256 = await this.blobs.put(tx, delivery.raw);
      const { imap } = delivery;
      const [row] = await tx.query<{ id: number }[]>(
        `INSERT INTO inbound_email (channel, mailbox_id, uid_validity, uid, smtp_transaction, envelope_from, envelope_to, received_at, sha256,
           size_bytes, next_attempt_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::timestamptz + interval '10 seconds')
         ON CONFLICT DO NOTHING RETURNING id`,
        [
          delivery.channel,
          imap?.mailboxId ?? null,
          imap?.uidValidity ?? null,
          imap?.uid ?? null,
          delivery.smtpTransaction ?? null,
          delivery.envelopeFrom,
          delivery.envelopeTo,
          delivery.receivedAt,
          sha256,
          delivery.sizeBytes,
          at,
        ],
      );
      if (!row) return null;
      await this.events.append(tx, {
        type: 'inbound-email.received',
        subjectType: 'inbound_email',
        subjectId: row.id,
        at,
      });
      return row.id;
    });
  }
}
