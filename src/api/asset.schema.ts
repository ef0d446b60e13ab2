import { z } from 'zod';
import { ASSET_KINDS, ASSET_TITLES, WITHDRAWAL_REASONS } from '../inventory/asset-kind.js';
import { isInventoryNumber, normalizeInventoryNumber } from '../inventory/inventory-number.js';
import { instantText, pageQuery } from './answers.js';

/** The shapes of the register of equipment in the API. They are a contract: add, never change. */
export const assetSchema = z.object({
  id: z.int(),
  inventoryNumber: z.string(),
  kind: z.enum(ASSET_KINDS),
  kindLabel: z.string(),
  manufacturer: z.string().nullable(),
  model: z.string(),
  serialNumber: z.string().nullable(),
  unitSymbol: z.string().nullable(),
  room: z.string().nullable(),
  userName: z.string().nullable(),
  acceptedOn: z.string(),
  withdrawnOn: z.string().nullable(),
  warrantyUntil: z.string().nullable(),
  inKpiScope: z.boolean(),
});

export const assetDetailSchema = assetSchema.extend({
  userEmail: z.string().nullable(),
  title: z.enum(ASSET_TITLES),
  withdrawalReason: z.enum(WITHDRAWAL_REASONS).nullable(),
  grossValueGrosze: z.int().nullable(),
  redundant: z.boolean(),
  requestNumber: z.string().nullable(),
  acceptanceNumber: z.string().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  /** Newest first, at most 50 of each; what belongs to restricted tickets is left out. */
  tickets: z.array(z.object({ number: z.string(), subject: z.string(), status: z.string(), createdAt: z.date() })),
  protocols: z.array(
    z.object({
      id: z.int(),
      number: z.string().nullable(),
      completedOn: z.string().nullable(),
      state: z.string(),
      result: z.string().nullable(),
    }),
  ),
  outages: z.array(
    z.object({
      id: z.int(),
      startedAt: z.date(),
      endedAt: z.date().nullable(),
      cause: z.string(),
      systemName: z.string(),
    }),
  ),
});

export const assetQuery = pageQuery.extend({
  q: z.string().max(200).optional(),
  kind: z.enum(ASSET_KINDS).optional(),
  /** Symbol of the unit. */
  unit: z.string().max(20).optional(),
  state: z.enum(['in', 'out', 'all']).default('in'),
});

const text = (max: number) => z.string().trim().min(1).max(max);

const description = {
  inventoryNumber: text(60).refine(
    (number) => isInventoryNumber(normalizeInventoryNumber(number)),
    'Numer składa się z liter, cyfr oraz znaków - / . _ (najwyżej 40).',
  ),
  kind: z.enum(ASSET_KINDS),
  model: text(200),
  title: z.enum(ASSET_TITLES),
  acceptedOn: z.iso.date(),
};

const details = {
  manufacturer: text(100).nullable(),
  serialNumber: text(100).nullable(),
  warrantyUntil: z.iso.date().nullable(),
  grossValueGrosze: z.int().min(0).nullable(),
  redundant: z.boolean(),
};

const place = {
  /** null: nobody's */
  unitSymbol: text(20).nullable(),
  room: text(40).nullable(),
  userEmail: z.email().nullable(),
};

export const newAssetSchema = z.object({
  ...description,
  ...z.object({ ...details, ...place, inKpiScope: z.boolean() }).partial().shape,
});

/** Corrects what was entered; what happens to a piece has steps of its own. */
export const assetPatch = z.object({ ...description, ...details }).partial();
/** Places left out stay as they are. */
export const assetRelocation = z.object({ ...z.object(place).partial().shape, on: z.iso.date() });
export const assetWithdrawal = z.object({ on: z.iso.date(), reason: z.enum(WITHDRAWAL_REASONS) });
/** Without `from` it holds from now on. */
export const assetKpiScope = z.object({ inKpiScope: z.boolean(), from: instantText.optional() });
