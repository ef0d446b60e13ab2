import { z } from 'zod';
import { OUTCOMES } from '../intake/email/inbound-email.js';
import { pageQuery } from './answers.js';
import { messageSchema } from './ticket.schema.js';

/** The shapes of inbound e-mails in the API. They are a contract: add, never change. */
export const inboundEmailSummarySchema = z.object({
  id: z.int(),
  receivedAt: z.date(),
  channel: z.enum(['smtp', 'lmtp', 'imap', 'import']),
  mailbox: z.string().nullable(),
  /** `from` is empty for the null return path, null when the way it came tells no envelope. */
  envelope: z.object({ from: z.string().nullable(), to: z.array(z.string()) }),
  outcome: z.enum(OUTCOMES),
  reason: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  automatic: z.boolean(),
  bounce: z
    .object({
      permanent: z.boolean(),
      originalMessageId: z.string().nullable(),
      recipients: z.array(
        z.object({
          email: z.string(),
          action: z.enum(['failed', 'delayed', 'delivered', 'relayed', 'expanded']),
          status: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
  from: z.object({ email: z.string().nullable(), name: z.string().nullable() }),
  subject: z.string(),
  messageId: z.string().nullable(),
});

const { to, cc, replyTo, date, text, replyText, html, forwardedFrom, attachments } = messageSchema.shape;
const { signed, signer, encrypted } = messageSchema.shape;

export const inboundEmailSchema = inboundEmailSummarySchema.extend({
  /** How it was decided; tickets are named by their numbers, those that one may not see by null. */
  trace: z.array(
    z.object({ check: z.string(), result: z.string(), detail: z.record(z.string(), z.unknown()).optional() }),
  ),
  duplicateOf: z.int().nullable(),
  attempts: z.int(),
  processedAt: z.date().nullable(),
  sizeBytes: z.int(),
  ...{ to, cc, replyTo, date, text, replyText, html, forwardedFrom, attachments },
  ...{ signed, signer, encrypted },
  /** The character set that a person chose for it; null: by evidence. */
  charset: z.string().nullable(),
  /** What was odd about the message, as codes. */
  problems: z.array(z.string()),
});

export const inboundEmailQuery = pageQuery.extend({
  outcome: z.enum(OUTCOMES).optional(),
  reason: z.string().max(60).optional(),
  q: z.string().max(200).optional(),
});
