import { isNativeError } from 'node:util/types';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailAddress } from './mime/addresses.js';

/** One e-mail to one recipient, complete; the transport adds nothing but trace headers. */
export interface OutgoingMail {
  from: MailAddress;
  to: MailAddress;
  replyTo?: MailAddress;
  /** Address for bounces; the address of `from` when absent, the null return path when empty. */
  envelopeFrom?: string;
  subject: string;
  text: string;
  html?: string;
  /** With angle brackets; a repeat of the same message carries the same one. */
  messageId: string;
  /** Message-IDs with angle brackets that put the message into the reader's thread, oldest first. */
  references?: string[];
  date: Date;
  /** Further headers, e.g. `Auto-Submitted` (RFC 3834). */
  headers?: Record<string, string>;
  attachments?: { filename: string; contentType: string; content: Buffer; contentId?: string }[];
}

export interface Delivery {
  /** What the receiving server calls it, for looking into its log; null when it does not say. */
  smtpQueueId: string | null;
}

/** Takes a composed message to the next server. */
export abstract class MailTransport {
  /** @throws MailRefused when the server said no or cannot be reached */
  abstract send(mail: OutgoingMail): Promise<Delivery>;
  /** @throws Error when the server cannot be reached or refuses the sign-in */
  abstract verify(): Promise<void>;
  /** Lets go of connections; nothing is sent afterwards. */
  close(): void {}
}

/**
 * A refusal, sorted once for the whole program: `temporary` waits and tries again (4xx, no connection, sign-in refused:
 * the settings may be mended), `recipient` is final for this address (a known 5xx), `message` final for these words.
 */
export class MailRefused extends Error {
  constructor(
    readonly kind: 'temporary' | 'recipient' | 'message',
    /** SMTP reply code, null when there was no reply */
    readonly replyCode: number | null,
    /** RFC 3463 code such as `5.1.1`, null when the reply has none */
    readonly status: string | null,
    detail: string,
  ) {
    super(detail);
  }
}

/** Sorts what nodemailer throws. Anything that is no answer of a server and no socket error rises: it is a bug. */
export function classifyRefusal(error: unknown): MailRefused {
  // Not `instanceof`: errors of sockets may come from another realm.
  if (!isNativeError(error)) throw error;
  const { code, responseCode, response, command } = error as Error & {
    code?: string;
    responseCode?: number;
    response?: string;
    command?: string;
  };
  const detail = (response ?? error.message).replace(/\s+/g, ' ').slice(0, 300);
  const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(detail)?.[0] ?? null;
  if (responseCode === undefined) {
    if (code === undefined || /^(?:ECONFIG|EFILEACCESS|EURLACCESS)$/.test(code)) throw error;
    return new MailRefused(code === 'EENVELOPE' ? 'recipient' : 'temporary', null, null, detail);
  }
  if (responseCode < 500 || code === 'EAUTH' || code === 'ENOAUTH')
    return new MailRefused('temporary', responseCode, status, detail);
  // A 5xx about the connection or the sender says nothing about this recipient; the settings may be mended.
  const isRecipient = command === 'RCPT TO' || /^5\.1\.[1236]$|^5\.2\.1$/.test(status ?? '');
  if (isRecipient) return new MailRefused('recipient', responseCode, status, detail);
  return new MailRefused(command === 'DATA' ? 'message' : 'temporary', responseCode, status, detail);
}

/** The bytes of a message as they go over the wire, and its envelope. */
export async function composeMail(
  mail: OutgoingMail,
): Promise<{ raw: Buffer; envelope: { from: string; to: string[] } }> {
  const composer = new MailComposer({
    from: mail.from,
    to: mail.to,
    replyTo: mail.replyTo,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: mail.date,
    messageId: mail.messageId,
    inReplyTo: mail.references?.at(-1),
    references: mail.references,
    headers: mail.headers,
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
    attachments: mail.attachments?.map(({ contentId, ...file }) => ({
      ...file,
      cid: contentId,
      contentDisposition: contentId ? ('inline' as const) : ('attachment' as const),
    })),
  });
  const raw = await composer.compile().build();
  return { raw, envelope: { from: mail.envelopeFrom ?? mail.from.address, to: [mail.to.address] } };
}
