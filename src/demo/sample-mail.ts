import { sha256 } from '../blobs/blobs.service.js';
import type { SampleTables } from './sample-tables.js';

export const HELPDESK = 'helpdesk@urzad.example';

/** E-mails that the sample office has received. */
export class SampleMail {
  private readonly blobNames = new Set<string>();

  constructor(private readonly tables: SampleTables) {}

  /** An e-mail as it came, with what became of it. */
  received(
    raw: Buffer,
    mail: {
      messageId: string;
      from: { name: string; email: string };
      subject: string;
      at: Date;
      outcome: string;
      reason?: string;
      ticketId?: number;
      duplicateOf?: number;
      automatic?: boolean;
    },
  ): number {
    const name = sha256(raw);
    const blobs = this.tables.of('blob');
    if (!this.blobNames.has(name)) {
      this.blobNames.add(name);
      blobs.push({
        sha256: name,
        size_bytes: raw.length,
        content: `\\x${raw.toString('hex')}`,
        created_at: iso(mail.at),
      });
    }
    const id = this.tables.of('inbound_email').length + 1;
    this.tables.add('inbound_email', {
      channel: 'smtp',
      smtp_transaction: `sample-${id}`,
      envelope_from: mail.automatic ? '' : mail.from.email,
      envelope_to: [HELPDESK],
      received_at: iso(mail.at),
      sha256: name,
      size_bytes: raw.length,
      outcome: mail.outcome,
      reason: mail.reason ?? null,
      trace: [],
      ticket_id: mail.ticketId ?? null,
      duplicate_of: mail.duplicateOf ?? null,
      automatic: mail.automatic ?? false,
      message_id: mail.messageId,
      from_email: mail.from.email,
      from_name: mail.from.name,
      subject: mail.subject,
      attempts: 1,
      processed_at: iso(mail.at),
    });
    return id;
  }
}

/** A plain e-mail of the office's own mail server, as RFC 5322 writes it. */
export function rawEmail(mail: {
  from: { name: string; email: string };
  messageId: string;
  at: Date;
  subject: string;
  body: string;
  headers?: readonly string[];
}): Buffer {
  const date = mail.at.toUTCString().replace('GMT', '+0000');
  return Buffer.from(
    [
      `Received: from poczta.urzad.example (poczta.urzad.example [192.0.2.25]) by mx.urzad.example with ESMTPS; ${date}`,
      `From: ${encodedWord(mail.from.name)} <${mail.from.email}>`,
      `To: Pomoc IT <${HELPDESK}>`,
      `Subject: ${encodedWord(mail.subject)}`,
      `Date: ${date}`,
      `Message-ID: ${mail.messageId}`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=UTF-8',
      'Content-Transfer-Encoding: 8bit',
      ...(mail.headers ?? []),
      '',
      ...mail.body.split('\n'),
      '',
    ].join('\r\n'),
  );
}

function encodedWord(text: string): string {
  // Plain ASCII needs no encoding.
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}

function iso(at: Date): string {
  return at.toISOString();
}
