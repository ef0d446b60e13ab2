import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import { findPersonByEmail, findUnitBySymbol } from '../directory/directory.queries.js';
import { findAssetByInventoryNumber } from '../inventory/asset-lookup.query.js';

/** Bodies of requests name people, units and devices as people do. @throws DomainError `person.not-found` beside the field */
export async function personIdOf(tx: EntityManager, email: string, today: string, field: string): Promise<number> {
  const person = await findPersonByEmail(tx, email.toLowerCase(), today);
  return (person ?? refuse('person', field, 'Nie ma osoby o tym adresie.')).id;
}

/** @throws DomainError `unit.not-found` beside the field */
export async function unitIdOf(tx: EntityManager, symbol: string, field: string): Promise<number> {
  const unit = await findUnitBySymbol(tx, symbol);
  return (unit ?? refuse('unit', field, 'Nie ma komórki o tym symbolu.')).id;
}

/** @throws DomainError `asset.not-found` beside the field */
export async function assetIdOfNumber(tx: EntityManager, inventoryNumber: string, field: string): Promise<number> {
  const asset = await findAssetByInventoryNumber(tx, inventoryNumber);
  return (asset ?? refuse('asset', field, 'Nie ma urządzenia o tym numerze inwentarzowym.')).id;
}

function refuse(noun: string, field: string, message: string): never {
  throw new DomainError(`${noun}.not-found`, 'invalid', message, { [field]: message });
}
