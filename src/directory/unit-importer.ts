import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fold } from '../common/fold.js';
import { CsvRowReader } from './csv-row-reader.js';
import type { CsvTable } from './csv-table.js';
import { type CsvImporter, type PlannedRow, planRow } from './import-plan.js';
import { OrganizationalUnit } from './organizational-unit.entity.js';
import { type UnitData, UnitsService } from './units.service.js';

interface UnitWork {
  /** null: a new one. */
  id: number | null;
  data: UnitData;
}

/** Units from a CSV file, matched by symbol. */
@Injectable()
export class UnitImporter implements CsvImporter<UnitWork> {
  readonly columns = [
    { field: 'symbol', title: 'Symbol', required: true },
    { field: 'name', title: 'Nazwa', otherTitles: ['nazwa komórki', 'komórka organizacyjna'], required: true },
    { field: 'email', title: 'E-mail', otherTitles: ['skrzynka', 'adres e-mail'] },
    { field: 'closedOn', title: 'Zniesiona od', otherTitles: ['likwidacja'] },
  ];

  constructor(private readonly units: UnitsService) {}

  async plan(tx: EntityManager, table: CsvTable): Promise<PlannedRow<UnitWork>[]> {
    const known = new Map((await tx.find(OrganizationalUnit)).map((unit) => [unit.symbolFolded, unit]));
    const mailboxes = new Map([...known.values()].map((unit) => [unit.email, unit.symbolFolded]));
    const lines = new Map<string, number>();
    return table.rows.map((row) => {
      const cells = new CsvRowReader(row, this.columns);
      const symbol = cells.requiredText('symbol', 20);
      const key = fold(symbol);
      const first = lines.get(key);
      if (symbol && first) cells.fail('symbol', `Symbol powtarza się; pierwszy raz w wierszu ${first}.`);
      lines.set(key, first ?? row.line);
      const unit = known.get(key);
      const name = cells.requiredText('name');
      const email = cells.email('email');
      const owner = email ? mailboxes.get(email) : undefined;
      if (owner !== undefined && owner !== key) cells.fail('email', 'Tę skrzynkę ma już inna komórka.');
      if (email) mailboxes.set(email, key);
      const closedOn = cells.day('closedOn');
      const data = {
        symbol: symbol || (unit?.symbol ?? ''),
        name,
        email: email === undefined ? (unit?.email ?? null) : email,
        closedOn: closedOn === undefined ? (unit?.closedOn ?? null) : closedOn,
      };
      return planRow({
        line: row.line,
        key: symbol || '–',
        errors: cells.errors,
        current: unit ? shown(unit) : null,
        next: shown(data),
        work: { id: unit?.id ?? null, data },
      });
    });
  }

  async apply(tx: EntityManager, works: readonly UnitWork[], at: Date, actorId: number | null): Promise<void> {
    for (const { id, data } of works) {
      if (id === null) await this.units.createIn(tx, data, at, actorId);
      else await this.units.changeIn(tx, id, data, at, actorId);
    }
  }
}

function shown({ symbol, name, email, closedOn }: UnitData): Record<string, string> {
  return { Symbol: symbol, Nazwa: name, 'E-mail': email ?? '', 'Zniesiona od': closedOn ?? '' };
}
