import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import type { AssetKind, AssetTitle } from './asset-kind.js';
import { Asset } from './asset.entity.js';
import { isInventoryNumber, normalizeInventoryNumber } from './inventory-number.js';

/** What describes a piece, whoever uses it and wherever it stands. */
export interface AssetData {
  inventoryNumber: string;
  kind: AssetKind;
  manufacturer: string | null;
  model: string;
  serialNumber: string | null;
  title: AssetTitle;
  /** Local date `YYYY-MM-DD`. */
  acceptedOn: string;
  warrantyUntil: string | null;
  grossValueGrosze: number | null;
  redundant: boolean;
}

/** A piece that enters the register; what is left out is unknown or false. */
export interface NewAsset extends Pick<AssetData, 'inventoryNumber' | 'kind' | 'model' | 'title' | 'acceptedOn'> {
  manufacturer?: string | null;
  serialNumber?: string | null;
  warrantyUntil?: string | null;
  grossValueGrosze?: number | null;
  redundant?: boolean;
  unitId?: number | null;
  room?: string | null;
  userId?: number | null;
  /** Servers only: counted by indicator 1 from the day of acceptance. */
  inKpiScope?: boolean;
  /** The line of the acceptance protocol that it came with. */
  acceptanceItemId?: number | null;
}

/**
 * Inserts the rows in one statement.
 * @returns the stored rows, in the order given
 * @throws DomainError `asset.inventory-number-taken`, also for a number that stands twice in the list
 */
export async function insertAssets(tx: EntityManager, assets: readonly NewAsset[], at: Date): Promise<Asset[]> {
  const rows = assets.map((asset) => tx.create(Asset, { ...DEFAULTS, ...asset, ...times(at), ...numbered(asset) }));
  const stored = await tx.query<{ id: number; inventory_number: string }[]>(
    `INSERT INTO asset (inventory_number, kind, manufacturer, model, serial_number, unit_id, room, user_id, title, accepted_on,
       warranty_until, gross_value_grosze, in_kpi_scope, redundant, acceptance_item_id, created_at, updated_at)
     SELECT i."inventoryNumber", i.kind, i.manufacturer, i.model, i."serialNumber", i."unitId", i.room, i."userId", i.title,
       i."acceptedOn", i."warrantyUntil", i."grossValueGrosze", i."inKpiScope", i.redundant, i."acceptanceItemId", $2, $2
     FROM jsonb_to_recordset($1::jsonb) AS i ("inventoryNumber" text, kind text, manufacturer text, model text, "serialNumber" text,
       "unitId" integer, room text, "userId" integer, title text, "acceptedOn" date, "warrantyUntil" date,
       "grossValueGrosze" bigint, "inKpiScope" boolean, redundant boolean, "acceptanceItemId" integer)
     ON CONFLICT ON CONSTRAINT asset_inventory_number_key DO NOTHING
     RETURNING id, inventory_number`,
    [JSON.stringify(rows), at],
  );
  const ids = new Map(stored.map((row) => [row.inventory_number, row.id]));
  return rows.map((row) => {
    const id = ids.get(row.inventoryNumber);
    if (!id) throw numberTaken(row.inventoryNumber);
    ids.delete(row.inventoryNumber);
    return Object.assign(row, { id });
  });
}

const DEFAULTS = {
  manufacturer: null,
  serialNumber: null,
  warrantyUntil: null,
  grossValueGrosze: null,
  redundant: false,
  unitId: null,
  room: null,
  userId: null,
  inKpiScope: false,
  acceptanceItemId: null,
  withdrawnOn: null,
  withdrawalReason: null,
};

function times(at: Date) {
  return { createdAt: at, updatedAt: at };
}

function numbered({ inventoryNumber, kind, inKpiScope }: NewAsset) {
  return {
    inventoryNumber: validInventoryNumber(inventoryNumber),
    inKpiScope: kind === 'SERVER' && (inKpiScope ?? false),
  };
}

/** The normalized number. @throws DomainError `asset.inventory-number-invalid` */
export function validInventoryNumber(typed: string): string {
  const number = normalizeInventoryNumber(typed);
  if (isInventoryNumber(number)) return number;
  const message = `„${typed}” nie jest numerem inwentarzowym.`;
  throw new DomainError('asset.inventory-number-invalid', 'invalid', message, { inventoryNumber: message });
}

function numberTaken(number: string): DomainError {
  const message = `Numer inwentarzowy ${number} jest już w ewidencji.`;
  return new DomainError('asset.inventory-number-taken', 'conflict', message, { inventoryNumber: message });
}
