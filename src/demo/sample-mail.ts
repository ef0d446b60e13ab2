import { sha256 } from '../blobs/blobs.service.js';
import type { InboundOutcome } from '../intake/email/inbound-email.js';
import type { TraceStep } from '../intake/email/decide-inbound.js';
import type { Bounce } from '../mail/bounce.js';
import { SAMPLE_MAIL_SERVER } from './demo-settings.js';
import type { SampleTables } from './sample-tables.js';

export const HELPDESK = 'helpdesk@urzad.example';

/** What became of an e-mail, and what its header says. */
export interface ReceivedMail {
  messageId: string | null;
  from: { name: string; email: string };
  subject: string;
  at: Date;
  outcome: InboundOutcome;
  reason: string | null;
  trace: readonly TraceStep[];
  ticketId?: number | null;
  duplicateOf?: number | null;
  automatic?: boolean;
  bounce?: Bounce | null;
  fingerprint?: string;
  /** Came by IMAP from this mailbox, and is larger than what was stored of it. */
  tooLarge?: { mailboxId: number; sizeBytes: number };
}

/** E-mails that the sample office has received. */
export class SampleMail {
  private readonly blobNames = new Set<string>();

  constructor(private readonly tables: SampleTables) {}

  /** An e-mail as it came, with what became of it. @returns its id */
  received(raw: Buffer, mail: ReceivedMail): number {
    const id = this.tables.of('inbound_email').length + 1;
    const at = iso(mail.at);
    const { tooLarge } = mail;
    this.tables.add('inbound_email', {
      channel: tooLarge ? 'imap' : 'smtp',
      mailbox_id: tooLarge?.mailboxId ?? null,
      uid_validity: tooLarge ? 1 : null,
      uid: tooLarge ? id : null,
      smtp_transaction: tooLarge ? null : `sample-${id}`,
      envelope_from: tooLarge ? null : mail.automatic ? '' : mail.from.email,
      envelope_to: tooLarge ? [] : [HELPDESK],
      received_at: at,
      sha256: this.blob(raw, mail.at),
      size_bytes: tooLarge?.sizeBytes ?? raw.length,
      outcome: mail.outcome,
      reason: mail.reason,
      trace: mail.trace,
      ticket_id: mail.ticketId ?? null,
      duplicate_of: mail.duplicateOf ?? null,
      automatic: mail.automatic ?? false,
      bounce: mail.bounce ?? null,
      message_id: mail.messageId,
      from_email: mail.from.email,
      from_name: mail.from.name,
      subject: mail.subject,
      fingerprint: mail.fingerprint ?? null,
      attempts: 1,
      processed_at: at,
    });
    const { outcome, reason } = mail;
    this.tables.add('inbound_email_attempt', { inbound_email_id: id, at, actor_id: null, outcome, reason });
    return id;
  }

  /** Stores bytes once. @returns their name */
  blob(content: Buffer, at: Date): string {
    const name = sha256(content);
    if (!this.blobNames.has(name)) {
      this.blobNames.add(name);
      const size = content.length;
      this.tables.put('blob', {
        sha256: name,
        size_bytes: size,
        content: `\\x${content.toString('hex')}`,
        created_at: iso(at),
      });
    }
    return name;
  }

  /** The bytes under a name that `blob` gave. */
  content(name: string): Buffer {
    const row = this.tables.of('blob').find(({ sha256: each }) => each === name)!;
    return Buffer.from(String(row.content).slice(2), 'hex');
  }
}

/** An e-mail of the office's own mail server, as RFC 5322 and RFC 2045 write it. */
export function rawEmail(mail: {
  from: { name: string; email: string };
  messageId: string;
  at: Date;
  subject: string;
  body: string;
  headers?: readonly string[];
  files?: readonly { filename: string; contentType: string; content: Buffer }[];
}): Buffer {
  const { files = [] } = mail;
  const date = mail.at.toUTCString().replace('GMT', '+0000');
  const text = ['Content-Type: text/plain; charset=UTF-8', 'Content-Transfer-Encoding: 8bit'];
  const boundary = `=_${sha256(Buffer.from(mail.messageId)).slice(0, 24)}`;
  const content =
    files.length === 0
      ? [...text, '', mail.body]
      : [
          `Content-Type: multipart/mixed; boundary="${boundary}"`,
          '',
          `--${boundary}`,
          ...text,
          '',
          mail.body,
          ...files.flatMap((file) => [`--${boundary}`, ...filePart(file)]),
          `--${boundary}--`,
        ];
  return lines([
    `Received: from poczta.urzad.example (poczta.urzad.example [192.0.2.25]) by ${SAMPLE_MAIL_SERVER} with ESMTPS; ${date}`,
    `From: ${encodedWord(mail.from.name)} <${mail.from.email}>`,
    `To: Pomoc IT <${HELPDESK}>`,
    `Subject: ${encodedWord(mail.subject)}`,
    `Date: ${date}`,
    `Message-ID: ${mail.messageId}`,
    ...(mail.headers ?? []),
    'MIME-Version: 1.0',
    ...content,
  ]);
}

/** With the line ends of e-mail. */
export function lines(texts: readonly string[]): Buffer {
  return Buffer.from(`${texts.join('\n').replaceAll('\n', '\r\n')}\r\n`);
}

function filePart({ filename, contentType, content }: { filename: string; contentType: string; content: Buffer }) {
  return [
    `Content-Type: ${contentType}`,
    `Content-Disposition: attachment; filename="${filename}"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...(content.toString('base64').match(/.{1,76}/g) ?? []),
  ];
}

function encodedWord(text: string): string {
  // Plain ASCII needs no encoding.
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}

function iso(at: Date): string {
  return at.toISOString();
}
