import { z } from 'zod';
import { OPERATION_KINDS, PROTOCOL_STATES, REPAIR_RESULTS } from '../repairs/protocol-codes.js';
import { optionalBody, pageQuery } from './answers.js';

/** The shapes of repair protocols in the API. They are a contract: add, never change. */
const name = z.string().nullable();
const day = z.string().nullable();
const instant = z.date().nullable();

export const protocolSummarySchema = z.object({
  id: z.int(),
  number: z.string().nullable().meta({ example: 'PN/12/2026' }),
  state: z.enum(PROTOCOL_STATES),
  ticketNumber: z.string(),
  inventoryNumber: z.string(),
  model: z.string(),
  unitSymbol: z.string().nullable(),
  technicianName: z.string(),
  completedOn: day,
  result: z.enum(REPAIR_RESULTS).nullable(),
  revision: z.int(),
  isBeingCorrected: z.boolean(),
  /** Counts for indicator 2. */
  counted: z.boolean(),
  createdAt: z.date(),
});

const revisionSchema = z.object({
  revision: z.int(),
  state: z.enum(PROTOCOL_STATES),
  edition: z.int(),
  revisionReason: z.string().nullable(),
  completedOn: day,
  unitSymbol: z.string().nullable(),
  room: z.string().nullable(),
  userName: name,
  faultReported: z.string(),
  diagnosis: z.string(),
  result: z.enum(REPAIR_RESULTS).nullable(),
  remarks: z.string(),
  warrantyRepair: z.boolean(),
  affectedSystems: z.string(),
  outageId: z.int().nullable(),
  outageStartedAt: instant,
  outageEndedAt: instant,
  receivedByName: name,
  operations: z.array(z.object({ kind: z.enum(OPERATION_KINDS), label: z.string(), description: z.string() })),
  parts: z.array(
    z.object({
      name: z.string(),
      quantity: z.number(),
      serialNumber: z.string().nullable(),
      source: z.string().nullable(),
      grossPriceGrosze: z.int().nullable(),
    }),
  ),
  preparedByName: z.string(),
  preparedAt: z.date(),
  ...{ submittedByName: name, submittedAt: instant },
  ...{ approvedByName: name, approvedOnBehalfOfName: name, approvedAt: instant },
  ...{ returnedByName: name, returnedAt: instant, returnReason: z.string().nullable() },
  ...{ annulledByName: name, annulledAt: instant, annulReason: z.string().nullable() },
});

export const protocolSchema = z.object({
  id: z.int(),
  number: z.string().nullable().meta({ example: 'PN/12/2026' }),
  createdAt: z.date(),
  ticketNumber: z.string(),
  asset: z.object({
    id: z.int(),
    inventoryNumber: z.string(),
    kind: z.string(),
    model: z.string(),
    serialNumber: z.string().nullable(),
  }),
  /** Of the revision that people work on, or else of the newest. */
  state: z.enum(PROTOCOL_STATES),
  edition: z.int(),
  /** Oldest first. */
  revisions: z.array(revisionSchema),
});

export const protocolQuery = pageQuery.extend({
  q: z.string().max(100).optional(),
  state: z.enum(PROTOCOL_STATES).optional(),
  year: z.coerce.number().int().min(2000).max(2100).optional(),
  asset: z.string().max(40).optional(),
  ticket: z
    .string()
    .regex(/^ZG[/-]\d{4}[/-]\d{6,9}$/i)
    .optional(),
  counted: z.enum(['yes', 'no']).optional(),
  awaiting: z.literal('me').optional(),
});

const text = (max: number) => z.string().trim().max(max);

const content = z
  .object({
    completedOn: z.iso.date().nullable(),
    unitSymbol: text(20).nullable(),
    room: text(50).nullable(),
    userName: text(200).nullable(),
    faultReported: text(4_000),
    diagnosis: text(4_000),
    result: z.enum(REPAIR_RESULTS).nullable(),
    remarks: text(4_000),
    warrantyRepair: z.boolean(),
    outageId: z.int().positive().nullable(),
    affectedSystems: text(500),
    receivedByName: text(200).nullable(),
    operations: z.array(z.object({ kind: z.enum(OPERATION_KINDS), description: text(500).default('') })).max(50),
    parts: z
      .array(
        z.object({
          name: text(200).min(1),
          quantity: z.int().min(1).max(10_000).default(1),
          serialNumber: text(100).nullable().default(null),
          source: text(100).nullable().default(null),
          grossPriceGrosze: z.int().min(0).nullable().default(null),
        }),
      )
      .max(100),
  })
  .partial();
export type ProtocolContentBody = z.output<typeof content>;

export const newProtocolSchema = content.extend({
  ticketNumber: z.string().regex(/^ZG[/-]\d{4}[/-]\d{6,9}$/i, 'Podaj numer zgłoszenia, np. ZG/2026/000123.'),
  /** The asset of the ticket when absent. */
  inventoryNumber: text(40).optional(),
});

/** What a decision is about: anything else than this edition is refused. */
const edition = z.int().optional();
const reason = text(2_000).min(1);

export const protocolPatch = content.extend({ edition, inventoryNumber: text(40).optional() });
export const protocolStep = optionalBody({ edition });
export const protocolRefusal = z.object({ edition, reason });
export const protocolCorrection = z.object({ reason });
