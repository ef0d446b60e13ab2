import type { EntityManager } from 'typeorm';
import { normalizeInventoryNumber } from './inventory-number.js';
import type { AssetKind } from './asset-kind.js';

/** What other rooms need to know of a piece: what it is and where it stands today. */
export interface AssetRow {
  id: number;
  inventoryNumber: string;
  kind: AssetKind;
  kindLabel: string;
  manufacturer: string | null;
  model: string;
  serialNumber: string | null;
  unitId: number | null;
  unitSymbol: string | null;
  room: string | null;
  userId: number | null;
  userName: string | null;
  warrantyUntil: string | null;
  withdrawnOn: string | null;
}

const SELECT_ASSET = `
  SELECT a.id, a.inventory_number AS "inventoryNumber", a.kind, k.label AS "kindLabel", a.manufacturer, a.model,
         a.serial_number AS "serialNumber", a.unit_id AS "unitId", u.symbol AS "unitSymbol", a.room, a.user_id AS "userId",
         p.given_name || ' ' || p.family_name AS "userName", a.warranty_until AS "warrantyUntil", a.withdrawn_on AS "withdrawnOn"
  FROM asset a JOIN asset_kind k ON k.code = a.kind
  LEFT JOIN organizational_unit u ON u.id = a.unit_id LEFT JOIN person p ON p.id = a.user_id`;

/** A piece by its sticker, however it was typed; withdrawn pieces are found too. */
export async function findAssetByInventoryNumber(tx: EntityManager, number: string): Promise<AssetRow | null> {
  const [row] = await tx.query<AssetRow[]>(`${SELECT_ASSET} WHERE a.inventory_number = $1`, [
    normalizeInventoryNumber(number),
  ]);
  return row ?? null;
}

export async function findAssetById(tx: EntityManager, id: number): Promise<AssetRow | null> {
  const [row] = await tx.query<AssetRow[]>(`${SELECT_ASSET} WHERE a.id = $1`, [id]);
  return row ?? null;
}

export interface AssetKindRow {
  code: AssetKind;
  label: string;
  countsAsEquipment: boolean;
  countsAsComputer: boolean;
}

/** Kinds in the order of the register, for selects. */
export async function listAssetKinds(tx: EntityManager): Promise<AssetKindRow[]> {
  return tx.query<AssetKindRow[]>(
    `SELECT k.code, k.label, k.counts_as_equipment AS "countsAsEquipment", k.counts_as_computer AS "countsAsComputer"
     FROM asset_kind k ORDER BY k.position`,
  );
}
