import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { allow } from '../../access/policy.js';
import { BlobsService } from '../../blobs/blobs.service.js';
import { EventsService } from '../../events/events.service.js';
import { EmailReader, UnreadableEmail } from '../../mail/email-reader.js';
import type { ReadEmail } from '../../mail/read-email.js';
import type { InboundEmailRow } from './inbound-email.js';
import { type InboundEmailPageRow, inboundEmailPageRow } from './inbound-email-page.query.js';

/** Enough for the header of any message; the body of an unreadable one is left to its raw view. */
const HEADER_BYTES = 64 * 1024;

/** Looking at stored e-mails: only through the permission of their ticket, and the raw source only with a trace in the log. */
@Injectable()
export class InboundEmailsService {
  constructor(
    private readonly db: DataSource,
    private readonly blobs: BlobsService,
    private readonly reader: EmailReader,
    private readonly events: EventsService,
  ) {}

  /** @throws DomainError `inbound-email.not-found` */
  async find(actor: Actor, id: number): Promise<InboundEmailPageRow> {
    allow(actor, 'inbound-email.list');
    return inboundEmailPageRow(this.db.manager, actor, id);
  }

  /** The message as a reader sees it; of one that cannot be read within its bounds only what its header says. */
  async read(row: Pick<InboundEmailRow, 'sha256' | 'envelopeFrom' | 'charset' | 'receivedAt'>): Promise<ReadEmail> {
    const raw = await this.blobs.get(row.sha256);
    try {
      return await this.reader.read(raw, row.envelopeFrom, row.sha256, row.charset, row.receivedAt);
    } catch (error) {
      if (!(error instanceof UnreadableEmail)) throw error;
      return this.reader.read(headerOf(raw), row.envelopeFrom, row.sha256, row.charset, row.receivedAt);
    }
  }

  /** The evidence: bytes as they came. Every look is an event. */
  async raw(actor: Actor, id: number, at: Date): Promise<Buffer> {
    const { sha256, ticketId } = await this.find(actor, id);
    await this.db.transaction((tx) =>
      this.events.append(tx, {
        type: 'inbound-email.raw-viewed',
        subjectType: 'inbound_email',
        subjectId: id,
        ticketId,
        actorId: actor.personId,
        at,
      }),
    );
    return this.blobs.get(sha256);
  }
}

/** The bytes before the first blank line, bounded. */
function headerOf(raw: Buffer): Buffer {
  const head = raw.subarray(0, HEADER_BYTES);
  const end = /\r?\n\r?\n/.exec(head.toString('latin1'));
  return head.subarray(0, end ? end.index + 2 : head.length);
}
