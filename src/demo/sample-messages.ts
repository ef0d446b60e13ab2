import { label } from '../rendering/labels.js';
import type { Random } from './random.js';
import { HELPDESK, rawEmail, type SampleMail } from './sample-mail.js';
import type { SamplePerson } from './sample-people.js';
import type { SampleTables } from './sample-tables.js';
import type { SampleTicket } from './sample-tickets.js';

interface NewSampleMessage {
  direction: 'inbound' | 'outbound' | 'note';
  author: SamplePerson;
  text: string;
  at: Date;
  email?: { id: number; messageId: string };
  files?: readonly SampleFile[];
}

export interface SampleFile {
  filename: string;
  contentType: string;
  content: Buffer;
}

/** What is said on tickets of the sample office: messages, the e-mails they came in, and the mail that told the requester. */
export class SampleMessages {
  constructor(
    private readonly tables: SampleTables,
    private readonly random: Random,
    private readonly mail: SampleMail,
  ) {}

  /** What the ticket began with. @returns the message's id */
  opening(ticket: SampleTicket): number {
    const { requester, at, text, channel } = ticket;
    const body = this.bodyOf(ticket);
    const files = text.file ? [text.file] : [];
    const email =
      channel === 'EMAIL'
        ? this.email(ticket, { subject: text.subject, body, at, files, thread: { kind: 'create' } })
        : undefined;
    return this.add(ticket, {
      direction: 'inbound',
      author: requester,
      text: body,
      at,
      files,
      ...(email && { email }),
    });
  }

  /** The requester writes again: by e-mail, as an answer to what they got. */
  answer(ticket: SampleTicket, text: string, at: Date): number {
    const signed = `${text}\n\n${ticket.requester.name}`;
    const quoted = `${signed}\n\nW dniu ${at.toISOString().slice(0, 10)} o 8:00, Pomoc IT pisze:\n> Szanowni Państwo,\n> prosimy o odpowiedź.`;
    const email = this.email(ticket, {
      subject: `ODP: [${ticket.number}] ${ticket.text.subject}`,
      body: quoted,
      at,
      files: [],
      thread: { kind: ticket.status === 'RESOLVED' ? 'reopen' : 'append' },
    });
    return this.add(ticket, { direction: 'inbound', author: ticket.requester, text: quoted, at, email }, signed);
  }

  outgoing(ticket: SampleTicket, text: string, at: Date): number {
    return this.add(ticket, {
      direction: 'outbound',
      author: ticket.technician,
      text: `Szanowni Państwo,\n\n${text}`,
      at,
    });
  }

  note(ticket: SampleTicket, text: string, at: Date): number {
    return this.add(ticket, { direction: 'note', author: ticket.technician, text, at });
  }

  /** The requester, or somebody else, was told. */
  notify(ticket: SampleTicket, eventId: number, kind: string, at: Date, recipient = ticket.requester): void {
    this.tables.add('notification', {
      event_id: eventId,
      kind,
      recipient: recipient.email,
      recipient_id: recipient.id,
      ticket_id: ticket.id,
      state: 'sent',
      attempts: 1,
      next_attempt_at: iso(at),
      created_at: iso(at),
      sent_at: iso(new Date(+at + this.random.between(1, 9) * 1000)),
      subject: `[${ticket.number}] ${label('notificationKind', kind)}`,
    });
  }

  /** The words of a request, with a signature under an e-mail. */
  bodyOf({ text, requester, asset, channel }: SampleTicket): string {
    const filled = text.body
      .replaceAll('{pokój}', requester.room)
      .replaceAll('{nr}', asset ? asset.inventoryNumber : 'z naszego pokoju');
    if (channel !== 'EMAIL') return filled;
    const greeting = ['Pozdrawiam', 'Z poważaniem', 'Dziękuję'][requester.id % 3]!;
    return `${filled}\n\n${greeting}\n${requester.name}\n${requester.unitSymbol}, pok. ${requester.room}`;
  }

  private add(ticket: SampleTicket, message: NewSampleMessage, replyText = message.text): number {
    const { direction, author, text, at, email, files = [] } = message;
    const row = this.tables.of('ticket')[ticket.id - 1]!;
    row.message_count = Number(row.message_count) + 1;
    const id = this.tables.add('ticket_message', {
      ticket_id: ticket.id,
      direction,
      author_id: author.id,
      from_email: author.email,
      from_name: author.name,
      to_emails: direction === 'outbound' ? [ticket.requester.email] : direction === 'inbound' ? [HELPDESK] : [],
      cc_emails: [],
      subject: direction === 'note' ? '' : ticket.text.subject,
      sent_at: email ? iso(at) : null,
      message_id: email?.messageId ?? null,
      text,
      reply_text: replyText,
      automatic: false,
      inbound_email_id: email?.id ?? null,
      created_at: iso(at),
    });
    for (const [position, { filename, contentType, content }] of files.entries()) {
      this.tables.add('attachment', {
        ticket_message_id: id,
        filename,
        content_type: contentType,
        size_bytes: content.length,
        sha256: this.mail.blob(content, at),
        inline: false,
        position,
      });
    }
    return id;
  }

  private email(
    ticket: SampleTicket,
    mail: {
      subject: string;
      body: string;
      at: Date;
      files: readonly SampleFile[];
      thread: { kind: 'create' | 'append' | 'reopen' };
    },
  ): { id: number; messageId: string } {
    const { requester } = ticket;
    const messageId = `<${ticket.number.replaceAll('/', '-').toLowerCase()}.${this.random.between(100_000, 999_999)}@poczta.urzad.example>`;
    const { subject, at, thread } = mail;
    const raw = rawEmail({ ...mail, from: requester, messageId });
    const isNew = thread.kind === 'create';
    const id = this.mail.received(raw, {
      messageId,
      from: requester,
      subject,
      at,
      outcome: isNew ? 'created' : 'appended',
      reason: isNew ? null : 'subject-number',
      trace: [
        { check: 'automatic', result: 'no' },
        { check: 'sender', result: 'internal', detail: { address: requester.email } },
        {
          check: 'thread',
          result: thread.kind,
          detail: isNew
            ? { followsId: null, suggestedId: null }
            : { ticketId: ticket.id, by: 'number', isStranger: false },
        },
      ],
      ticketId: ticket.id,
    });
    return { id, messageId };
  }
}

function iso(at: Date): string {
  return at.toISOString();
}
