import { z } from 'zod';
import { ASSET_KINDS } from '../inventory/asset-kind.js';
import { DECISIONS } from '../purchases/approval.entity.js';
import { APPROVAL_STEPS, REQUEST_STATES } from '../purchases/purchase-request-state.js';
import { pageQuery } from './answers.js';

/** The shapes of purchase requests in the API. They are a contract: add, never change. Money is in grosze. */
const summary = {
  id: z.int(),
  number: z.string().nullable().meta({ example: 'WZ/7/2026' }),
  state: z.enum(REQUEST_STATES),
  subject: z.string(),
  unitSymbol: z.string(),
  requesterName: z.string(),
  ticketNumber: z.string().nullable(),
  planned: z.boolean(),
  netGrosze: z.int(),
  grossGrosze: z.int(),
  createdAt: z.date(),
  updatedAt: z.date(),
  submittedAt: z.date().nullable(),
};

export const requestSummarySchema = z.object({
  ...summary,
  /** The caller may decide it now. */
  awaitsMe: z.boolean(),
});

const text = z.string();
const textOrNull = z.string().nullable();

export const requestSchema = z.object({
  ...summary,
  round: z.int(),
  justification: text,
  requesterEmail: textOrNull,
  protocolNumber: textOrNull,
  replacesInventoryNumber: textOrNull,
  budgetLineId: z.int().nullable(),
  budgetClassification: textOrNull,
  itOpinion: textOrNull,
  procedureMark: textOrNull,
  procedureStartedOn: textOrNull,
  orderReference: textOrNull,
  orderedOn: textOrNull,
  supplier: textOrNull,
  decisionReason: textOrNull,
  completedAt: z.date().nullable(),
  /** The approval that it waits for; null: none. */
  awaitedStep: z.enum(APPROVAL_STEPS).nullable(),
  lines: z.array(
    z.object({
      id: z.int(),
      position: z.int(),
      description: text,
      assetKind: z.enum(ASSET_KINDS).nullable(),
      quantity: z.int(),
      technicalNeeds: text,
      unitNetGrosze: z.int(),
      unitGrossGrosze: z.int(),
      cpv: textOrNull,
      accepted: z.int(),
    }),
  ),
  /** Oldest first, all rounds. */
  approvals: z.array(
    z.object({
      round: z.int(),
      step: z.enum(APPROVAL_STEPS),
      decision: z.enum(DECISIONS),
      decidedByName: text,
      onBehalfOfName: textOrNull,
      at: z.date(),
      note: text,
    }),
  ),
  acceptances: z.array(
    z.object({
      id: z.int(),
      number: text,
      acceptedOn: text,
      invoiceReference: textOrNull,
      remarks: text,
      recordedByName: text,
      items: z.array(
        z.object({
          id: z.int(),
          lineId: z.int(),
          quantity: z.int(),
          assets: z.array(z.object({ id: z.int(), inventoryNumber: text, serialNumber: textOrNull, model: text })),
        }),
      ),
    }),
  ),
});

export const requestQuery = pageQuery.extend({
  q: z.string().max(200).optional(),
  state: z.enum([...REQUEST_STATES, 'open']).optional(),
  /** Symbol of the unit. */
  unit: z.string().max(20).optional(),
  year: z.coerce.number().int().min(2000).max(2100).optional(),
  view: z.enum(['mine', 'decisions']).optional(),
});

const line = (max: number) => z.string().trim().min(1).max(max);
const lines = z
  .array(
    z
      .object({
        description: line(300),
        /** null: nothing for the register */
        assetKind: z.enum(ASSET_KINDS).nullable(),
        quantity: z.int().min(1).max(10_000),
        unitNetGrosze: z.int().min(0),
        /** With the usual rate of VAT when absent. */
        unitGrossGrosze: z.int().min(0).optional(),
        cpv: z
          .string()
          .regex(/^\d{8}-\d$/, 'Kod CPV ma postać 30213100-6.')
          .nullable()
          .default(null),
        technicalNeeds: z.string().trim().max(2_000).default(''),
      })
      .refine(({ unitNetGrosze: net, unitGrossGrosze: gross }) => gross === undefined || gross >= net, {
        path: ['unitGrossGrosze'],
        error: 'Cena brutto nie może być niższa niż netto.',
      }),
  )
  .max(50);

const content = {
  subject: line(200),
  justification: z.string().trim().max(4_000),
  planned: z.boolean(),
  replacesInventoryNumber: line(60).nullable(),
  budgetLineId: z.int().positive().nullable(),
  lines,
};

export const requestPatch = z.object(content).partial();

export const newRequestSchema = requestPatch.extend({
  subject: content.subject,
  /** Symbol of the unit; the caller's own when absent. */
  unitSymbol: line(20).optional(),
  /** The caller when absent, or the requester of the ticket when WO writes the request. */
  requesterEmail: z.email().optional(),
  ticketNumber: z
    .string()
    .regex(/^ZG[/-]\d{4}[/-]\d{6,9}$/i, 'Podaj numer zgłoszenia, np. ZG/2026/000123.')
    .optional(),
  protocolId: z.int().positive().optional(),
});

export const requestWithdrawal = z.object({ reason: z.string().trim().max(4_000).default('') });

export const requestDecision = z.object({
  decision: z.enum(DECISIONS),
  note: z.string().trim().max(4_000).default(''),
  budgetLineId: z.int().positive().nullable().optional(),
  /** The step that is decided; when another one is awaited, the decision is refused. */
  step: z.enum(APPROVAL_STEPS).optional(),
});

export const requestProcurement = z.object({
  procedureMark: line(40).nullable().default(null),
  startedOn: z.iso.date(),
});

export const requestOrder = z.object({ orderReference: line(100), orderedOn: z.iso.date(), supplier: line(200) });
export const requestClosure = z.object({ reason: line(4_000) });

export const requestAcceptance = z.object({
  acceptedOn: z.iso.date(),
  invoiceReference: line(100).nullable().default(null),
  remarks: z.string().trim().max(4_000).default(''),
  items: z
    .array(
      z.object({
        lineId: z.int().positive(),
        quantity: z.int().min(1).max(10_000),
        manufacturer: line(100).nullable().default(null),
        model: z.string().trim().max(200).default(''),
        warrantyUntil: z.iso.date().nullable().default(null),
        pieces: z
          .array(z.object({ inventoryNumber: line(60), serialNumber: line(100).nullable().default(null) }))
          .max(10_000)
          .default([]),
      }),
    )
    .min(1)
    .max(50),
});
