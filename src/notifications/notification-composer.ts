import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BlobsService } from '../blobs/blobs.service.js';
import { AppConfig } from '../config/config.js';
import { MailTokens } from '../mail/mail-tokens.js';
import { type MailAddress, parseAddresses } from '../mail/mime/addresses.js';
import type { OutgoingMail } from '../mail/outgoing-mail.js';
import { type EmailFrame, type RenderedEmail, renderEmail, renderEmailFragment } from '../rendering/emails.js';
import { Templates } from '../rendering/templates.js';
import type { ClaimedNotification } from './claim-notification.js';
import { autoSubmittedHeaders } from './auto-submitted.js';
import { threadOf } from './email-thread.query.js';
import { type ContentRow, notificationContents } from './notification-content.query.js';
import { isPersonal, KINDS } from './notification-kinds.js';
import { notificationView } from './notification-view.js';

const SUBJECT_LENGTH = 160;

/** Makes the e-mail of a claimed notification, the same one at each attempt. */
@Injectable()
export class NotificationComposer {
  private readonly from: MailAddress;

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly templates: Templates,
    private readonly tokens: MailTokens,
    private readonly blobs: BlobsService,
  ) {
    const [from] = parseAddresses(Buffer.from(config.mailFrom).toString('latin1'));
    if (!from) throw new Error(`MAIL_FROM has no address: ${config.mailFrom}`);
    this.from = from;
  }

  async compose(claimed: ClaimedNotification, at: Date): Promise<OutgoingMail> {
    const tx = this.db.manager;
    const contents = await notificationContents(tx, claimed.ids);
    const rendered = this.render(contents, claimed.isFirst && KINDS[claimed.kind].audience === 'requester');
    const attachments = isPersonal(claimed.kind) ? await this.attachmentsOf(tx, contents) : [];
    return {
      from: this.from,
      to: { address: claimed.recipient, name: claimed.recipientName ?? '' },
      ...this.replyTo(claimed),
      ...this.returnPath(claimed),
      ...rendered,
      messageId: claimed.messageId,
      references: await threadOf(tx, claimed.ticketId, claimed.recipient, claimed.id),
      date: at,
      headers: autoSubmittedHeaders(claimed.kind, contents),
      attachments,
    };
  }

  /** The e-mail as it reads, for people who want to see what was sent. @param id of the one that others merge into */
  async preview(id: number): Promise<RenderedEmail> {
    const tx = this.db.manager;
    const rows = await tx.query<{ id: number }[]>(
      'SELECT n.id FROM notification n WHERE n.id = $1 OR n.merged_into = $1',
      [id],
    );
    return this.render(
      await notificationContents(
        tx,
        rows.map((row) => row.id),
      ),
      false,
    );
  }

  private render(contents: readonly ContentRow[], withClause: boolean): RenderedEmail {
    const [first] = contents;
    if (!first) throw new Error('a notification without content');
    const numbers = new Set(contents.map(({ number, requestNumber }) => number ?? requestNumber));
    const reference = numbers.size === 1 ? (first.number ?? first.requestNumber) : null;
    const clause = withClause ? { officerEmail: first.officerEmail } : null;
    const frame: EmailFrame = { office: first.office, reference, clause };
    const prefix = reference ? `[${reference}] ` : '';
    if (contents.length === 1) return renderEmail(this.templates, first.kind, this.view(first), frame, prefix);
    return renderEmail(this.templates, 'news', newsOf(contents, this.fragments(contents), reference), frame, prefix);
  }

  private fragments(contents: readonly ContentRow[]): RenderedEmail[] {
    return contents.map((row) => renderEmailFragment(this.templates, row.kind, this.view(row)));
  }

  private view(row: ContentRow) {
    return notificationView(row, this.config);
  }

  /** An answer finds its ticket by this address even when a program drops References. */
  private replyTo({ ticketId, kind }: ClaimedNotification): Pick<OutgoingMail, 'replyTo'> {
    const { replyAddress } = this.config;
    if (!replyAddress || ticketId === null || KINDS[kind].audience !== 'requester') return {};
    return {
      replyTo: { name: this.from.name, address: this.tokens.replyAddress(replyAddress, { kind: 't', id: ticketId }) },
    };
  }

  /** A report about this e-mail names it by the address it comes to, when the servers on the way kept nothing else. */
  private returnPath({ id }: ClaimedNotification): Pick<OutgoingMail, 'envelopeFrom'> {
    const { replyAddress } = this.config;
    return replyAddress ? { envelopeFrom: this.tokens.replyAddress(replyAddress, { kind: 'n', id }) } : {};
  }

  private async attachmentsOf(tx: EntityManager, [row]: readonly ContentRow[]) {
    const files = await tx.query<{ filename: string; contentType: string; sha256: string }[]>(
      `SELECT a.filename, a.content_type AS "contentType", a.sha256 FROM attachment a WHERE a.ticket_message_id = $1 ORDER BY a.position`,
      [row?.messageId ?? null],
    );
    return Promise.all(files.map(async ({ sha256, ...file }) => ({ ...file, content: await this.blobs.get(sha256) })));
  }
}

/** Several pieces of news as one view; colleagues are not addressed with ceremony. */
function newsOf(contents: readonly ContentRow[], fragments: readonly RenderedEmail[], reference: string | null) {
  const isFormal = contents.every(({ kind }) => KINDS[kind].audience !== 'staff');
  return {
    greeting: isFormal ? 'Szanowni Państwo,' : '',
    reference: isFormal ? reference : null,
    subject: subjectOf(fragments.map(({ subject }) => subject)),
    // Further lines stand under the first one, behind the dash.
    items: fragments.map(({ text, html }, index) => ({
      at: contents[index]!.at,
      text: text.replace(/\n/g, '\n  '),
      html,
    })),
  };
}

/** All news of one e-mail, each once; when they are too many, the first and the last. */
function subjectOf(subjects: readonly string[]): string {
  const each = [...new Set(subjects)];
  const all = each.join('; ');
  return all.length <= SUBJECT_LENGTH ? all : `${each[0]}; …; ${each.at(-1)}`;
}
