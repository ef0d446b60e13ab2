import { z } from 'zod';
import {
  CATEGORIES,
  CHANNELS,
  IMPACTS,
  PRIORITIES,
  QUEUES,
  STATUSES,
  TRIAGE_RESULTS,
  URGENCIES,
} from '../tickets/ticket-codes.js';
import { pageQuery } from './answers.js';

/** The shapes of tickets and messages in the API. They are a contract: add, never change. */
export const ticketSchema = z.object({
  number: z.string().meta({ example: 'ZG/2026/000123' }),
  subject: z.string(),
  status: z.enum(STATUSES),
  priority: z.enum(PRIORITIES),
  category: z.enum(CATEGORIES),
  queue: z.enum(QUEUES),
  assignee: z.object({ id: z.int(), name: z.string(), email: z.string().nullable() }).nullable(),
  requester: z.object({ email: z.string().nullable(), name: z.string(), unit: z.string().nullable() }),
  channel: z.enum(CHANNELS),
  createdAt: z.date(),
  receivedAt: z.date(),
  updatedAt: z.date(),
  dueAt: z.date().nullable(),
  triageResult: z.enum(TRIAGE_RESULTS).nullable(),
  impact: z.enum(IMPACTS),
  urgency: z.enum(URGENCIES),
  messageCount: z.int(),
});

export const messageSchema = z.object({
  id: z.int(),
  direction: z.enum(['inbound', 'outbound', 'note']),
  from: z.object({ email: z.string().nullable(), name: z.string().nullable() }),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  replyTo: z.string().nullable(),
  subject: z.string(),
  date: z.date().nullable(),
  messageId: z.string().nullable(),
  text: z.string(),
  replyText: z.string(),
  html: z.string().nullable(),
  automatic: z.boolean(),
  forwardedFrom: z.string().nullable(),
  /** State of the signature (S/MIME; PGP is never verified), and whom the certificate names. */
  signed: z.enum(['none', 'valid', 'invalid', 'unverified']),
  signer: z.string().nullable(),
  /** How the words are encrypted that cannot be read here. */
  encrypted: z.enum(['smime', 'pgp']).nullable(),
  attachments: z.array(
    z.object({
      id: z.int(),
      filename: z.string(),
      contentType: z.string(),
      size: z.int(),
      inline: z.boolean(),
      url: z.string(),
    }),
  ),
  createdAt: z.date(),
});

export const eventSchema = z.object({
  id: z.int(),
  type: z.string(),
  at: z.date(),
  actor: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
});

export const ticketQuery = pageQuery.extend({
  status: z.enum([...STATUSES, 'open']).optional(),
  queue: z.enum(QUEUES).optional(),
  /** An e-mail address, `me` or `none`. */
  assignee: z.string().max(320).optional(),
  q: z.string().max(200).optional(),
});

export const newTicketSchema = z.object({
  subject: z.string().trim().min(1).max(300),
  text: z.string().trim().min(1).max(100_000),
  requesterEmail: z.email().max(320),
  category: z.enum(CATEGORIES).optional(),
  assetInventoryNumber: z.string().trim().max(60).optional(),
});

export const ticketPatch = z
  .object({
    status: z.enum(STATUSES),
    category: z.enum(CATEGORIES),
    queue: z.enum(QUEUES),
    /** An e-mail address, or null to give it back to the queue. */
    assignee: z.email().nullable(),
    impact: z.enum(IMPACTS),
    urgency: z.enum(URGENCIES),
    subject: z.string().trim().min(1).max(300),
    reason: z.string().trim().max(4000),
  })
  .partial()
  .refine((patch) => Object.keys(patch).some((key) => key !== 'reason'), 'Nie podano niczego do zmiany.');

export const newMessageSchema = z.object({
  direction: z.enum(['outbound', 'note']),
  text: z.string().trim().min(1).max(100_000),
});
