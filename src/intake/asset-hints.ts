import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { normalizeInventoryNumber } from '../inventory/inventory-number.js';

interface AssetHint {
  inventoryNumber: string;
  kindLabel: string;
  model: string;
  unitSymbol: string | null;
  room: string | null;
  isWithdrawn: boolean;
}

const MAX_HINTS = 5;
/** Shorter beginnings say nothing. */
const MIN_TYPED = 3;

/** What is shown below the field of an inventory number while it is typed. */
@Injectable()
export class AssetHints {
  constructor(private readonly db: DataSource) {}

  /**
   * Who has not signed in learns only what a sticker in hand stands for, by its whole number; others get proposals, of their own unit
   * or, for technicians, of the whole office.
   */
  async view(actor: Actor | null, typed: string) {
    const number = normalizeInventoryNumber(typed);
    if (number.length < MIN_TYPED) return { assets: [], isUnknown: false, isExact: false };
    const assets = await this.find(actor, number);
    const exact = assets.find((asset) => asset.inventoryNumber === number);
    return { assets: exact ? [exact] : assets, isExact: Boolean(exact), isUnknown: assets.length === 0 };
  }

  private async find(actor: Actor | null, number: string): Promise<AssetHint[]> {
    const seesAll = actor !== null && mayEver(actor, 'asset.list');
    const prefix = `${number.replace(/[\\%_]/g, '\\$&')}%`;
    return this.db.query<AssetHint[]>(
      `SELECT a.inventory_number AS "inventoryNumber", k.label AS "kindLabel", a.model,
         CASE WHEN $5 THEN u.symbol END AS "unitSymbol", CASE WHEN $5 THEN a.room END AS room, a.withdrawn_on IS NOT NULL AS "isWithdrawn"
       FROM asset a JOIN asset_kind k ON k.code = a.kind LEFT JOIN organizational_unit u ON u.id = a.unit_id
       WHERE a.inventory_number = $1
          OR (a.inventory_number LIKE $2 AND a.withdrawn_on IS NULL AND ($3 OR a.unit_id = $4))
       ORDER BY a.inventory_number <> $1, a.inventory_number LIMIT ${MAX_HINTS}`,
      [number, prefix, seesAll, actor?.unitId ?? null, actor !== null],
    );
  }
}
