import { z } from 'zod';
import { OUTAGE_CAUSES } from '../outages/outage-codes.js';
import { instantText, pageQuery } from './answers.js';

/** The shapes of outages in the API. They are a contract: add, never change. */
export const outageSchema = z.object({
  id: z.int(),
  inventoryNumber: z.string(),
  model: z.string(),
  systemName: z.string(),
  cause: z.enum(OUTAGE_CAUSES),
  serviceInterrupted: z.boolean(),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  incidentId: z.int().nullable(),
  incidentTitle: z.string().nullable(),
  /** null also when the ticket is one that the reader may not see */
  ticketNumber: z.string().nullable(),
  protocolId: z.int().nullable(),
  protocolNumber: z.string().nullable(),
  /** Why indicator 1 does not count it; null: it counts. */
  notCounted: z.enum(['CAUSE', 'NOT_A_SERVER', 'OUT_OF_SCOPE', 'SERVICE_WORKED']).nullable(),
  evidence: z.enum(['DOCUMENTED', 'NO_PROTOCOL', 'NOT_APPROVED', 'INTERVAL_DIFFERS']),
});

export const outageDetailSchema = outageSchema.extend({
  description: z.string(),
  recordedAt: z.date(),
  recordedByName: z.string().nullable(),
});

export const outageQuery = pageQuery.extend({
  year: z.coerce.number().int().min(2000).max(2100).optional(),
  cause: z.enum(OUTAGE_CAUSES).optional(),
  /** Inventory number of the server. */
  asset: z.string().max(40).optional(),
  state: z.enum(['open', 'ended']).optional(),
  counted: z.enum(['yes', 'no']).optional(),
  undocumented: z.literal('1').optional(),
});

export const newOutageSchema = z.object({
  inventoryNumber: z.string().trim().min(1).max(40),
  systemName: z.string().trim().min(1).max(200),
  cause: z.enum(OUTAGE_CAUSES),
  serviceInterrupted: z.boolean(),
  startedAt: instantText,
  endedAt: instantText.nullable().optional(),
  description: z.string().trim().max(4_000).optional(),
  ticketNumber: z
    .string()
    .regex(/^ZG[/-]\d{4}[/-]\d{6,9}$/i, 'Podaj numer zgłoszenia, np. ZG/2026/000123.')
    .nullable()
    .optional(),
  /** An incident known already. */
  incidentId: z.int().positive().nullable().optional(),
});

export const outagePatch = newOutageSchema.partial();
export const outageEnd = z.object({ endedAt: instantText });
