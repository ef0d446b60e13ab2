import { Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { fold } from '../common/fold.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import type { CsvTable } from '../directory/csv-table.js';
import { type CsvImporter, type PlannedRow } from '../directory/import-plan.js';
import { OrganizationalUnit } from '../directory/organizational-unit.entity.js';
import { Person } from '../directory/person.entity.js';
import { options } from '../rendering/labels.js';
import { ASSET_COLUMNS, type AssetLine, type AssetWork, type KnownAssets, planAssetLine } from './asset-import-line.js';
import type { AssetKind, AssetTitle, WithdrawalReason } from './asset-kind.js';
import { listAssetKinds } from './asset-lookup.query.js';
import { Asset } from './asset.entity.js';
import { normalizeInventoryNumber } from './inventory-number.js';
import { InventoryService } from './inventory.service.js';

/** The register from a CSV file, matched by inventory number. */
@Injectable()
export class AssetImporter implements CsvImporter<AssetWork> {
  readonly columns = ASSET_COLUMNS;

  constructor(
    private readonly inventory: InventoryService,
    private readonly config: AppConfig,
  ) {}

  async plan(tx: EntityManager, table: CsvTable, at: Date): Promise<PlannedRow<AssetWork>[]> {
    const known = await this.known(tx, table, at);
    const lines = new Map<string, number>();
    return table.rows.map((row) => planAssetLine(row, known, lines));
  }

  /** New pieces in a few statements however many they are; changes one by one, each with its facts and event. */
  async apply(tx: EntityManager, works: readonly AssetWork[], at: Date, actorId: number | null): Promise<void> {
    const on = localDate(at, this.config.timeZone);
    const created = works.filter((work) => work.id === null);
    const pieces = await this.inventory.registerAccepted(tx, created.map(newAsset), at, actorId);
    for (const [index, piece] of pieces.entries()) {
      await this.withdraw(tx, piece.id, created[index]!.line, at, actorId);
    }
    for (const { id, line } of works) {
      if (id === null) continue;
      const { place, leaves: _leaves, withdrawnOn: _on, withdrawalReason: _reason, inKpiScope, ...data } = line;
      await this.inventory.correctIn(tx, id, data, at, actorId);
      await this.inventory.relocateIn(tx, { id, ...place, on }, at, actorId);
      await this.inventory.changeKpiScopeIn(tx, { id, inKpiScope, from: at }, at, actorId);
      await this.withdraw(tx, id, line, at, actorId);
    }
  }

  private async withdraw(tx: EntityManager, id: number, line: AssetLine, at: Date, actorId: number | null) {
    const { withdrawnOn, withdrawalReason } = line;
    if (!withdrawnOn || !line.leaves) return;
    await this.inventory.withdrawIn(tx, { id, on: withdrawnOn, reason: withdrawalReason ?? 'LT' }, at, actorId);
  }

  private async known(tx: EntityManager, table: CsvTable, at: Date): Promise<KnownAssets> {
    const numbers = table.rows.map(({ cells }) => normalizeInventoryNumber(cells['inventoryNumber'] ?? ''));
    const emails = table.rows.flatMap(({ cells }) => (cells['userEmail'] ? [cells['userEmail'].toLowerCase()] : []));
    const assets = await tx.findBy(Asset, { inventoryNumber: In(numbers) });
    const userIds = assets.flatMap(({ userId }) => (userId === null ? [] : [userId]));
    const users = await tx.find(Person, { where: [{ email: In(emails) }, { id: In(userIds) }] });
    const units = await tx.find(OrganizationalUnit);
    const kinds = await listAssetKinds(tx);
    return {
      today: localDate(at, this.config.timeZone),
      assets: new Map(assets.map((asset) => [asset.inventoryNumber, asset])),
      units: new Map(units.map((unit) => [unit.symbolFolded, unit])),
      users,
      kinds: words<AssetKind>(kinds.map(({ code, label }) => ({ value: code, label }))),
      kindLabels: new Map(kinds.map(({ code, label }) => [code, label])),
      titles: words<AssetTitle>(options('assetTitle')),
      reasons: words<WithdrawalReason>(options('withdrawalReason')),
    };
  }
}

/** Codes by their labels and by themselves, folded. */
function words<T extends string>(choices: readonly { value: string; label: string }[]): Map<string, T> {
  return new Map(
    choices.flatMap(({ value, label }) => [[fold(label), value as T] as const, [fold(value), value as T]]),
  );
}

function newAsset({ line }: AssetWork) {
  const { place, leaves: _leaves, withdrawnOn: _on, withdrawalReason: _reason, ...data } = line;
  return { ...data, ...place };
}
