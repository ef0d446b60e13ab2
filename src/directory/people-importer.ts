import { Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull } from 'typeorm';
import { fold } from '../common/fold.js';
import { CsvRowReader } from './csv-row-reader.js';
import type { CsvRow, CsvTable } from './csv-table.js';
import { type CsvImporter, type PlannedRow, planRow } from './import-plan.js';
import { OrganizationalUnit } from './organizational-unit.entity.js';
import { PeopleService, type PersonData } from './people.service.js';
import { Person } from './person.entity.js';

interface PersonWork {
  /** null: a new one. */
  id: number | null;
  data: PersonData;
  /** Set when they leave. */
  closedOn: string | null;
}

/** What a file is compared with. */
interface Known {
  units: Map<string, OrganizationalUnit>;
  byEmail: Map<string, Person>;
  withoutEmail: Person[];
}

/** People from a CSV file, matched by e-mail address; people without one by name and unit. */
@Injectable()
export class PeopleImporter implements CsvImporter<PersonWork> {
  readonly columns = [
    { field: 'givenName', title: 'Imię', otherTitles: ['imiona'], required: true },
    { field: 'familyName', title: 'Nazwisko', required: true },
    { field: 'email', title: 'E-mail', otherTitles: ['adres e-mail', 'poczta'] },
    { field: 'unit', title: 'Komórka', otherTitles: ['symbol komórki', 'wydział'] },
    { field: 'room', title: 'Pokój', otherTitles: ['nr pokoju'] },
    { field: 'phone', title: 'Telefon', otherTitles: ['numer wewnętrzny'] },
    { field: 'closedOn', title: 'Nie pracuje od', otherTitles: ['koniec pracy'] },
  ];

  constructor(private readonly people: PeopleService) {}

  async plan(tx: EntityManager, table: CsvTable): Promise<PlannedRow<PersonWork>[]> {
    const known = await this.known(tx, table);
    const lines = new Map<string, number>();
    return table.rows.map((row) => this.planLine(row, known, lines));
  }

  async apply(tx: EntityManager, works: readonly PersonWork[], at: Date, actorId: number | null): Promise<void> {
    for (const { id: known, data, closedOn } of works) {
      const id = known ?? (await this.people.createIn(tx, data, at, actorId));
      if (known !== null) await this.people.changeIn(tx, id, data, at, actorId);
      if (closedOn) await this.people.closeIn(tx, id, closedOn, at, actorId);
    }
  }

  private async known(tx: EntityManager, table: CsvTable): Promise<Known> {
    const emails = table.rows.flatMap(({ cells }) => (cells['email'] ? [cells['email'].toLowerCase()] : []));
    const people = await tx.findBy(Person, { email: In(emails) });
    const units = await tx.find(OrganizationalUnit);
    return {
      units: new Map(units.map((unit) => [unit.symbolFolded, unit])),
      byEmail: new Map(people.map((person) => [person.email!, person])),
      withoutEmail: await tx.findBy(Person, { email: IsNull() }),
    };
  }

  private planLine(row: CsvRow, known: Known, lines: Map<string, number>): PlannedRow<PersonWork> {
    const cells = new CsvRowReader(row, this.columns);
    const givenName = cells.requiredText('givenName', 100);
    const familyName = cells.requiredText('familyName', 100);
    const email = cells.email('email') ?? null;
    const unit = cells.choice('unit', known.units);
    const person = this.match({ givenName, familyName, email, unit }, known, cells);
    const key = email ?? fold(`${givenName} ${familyName} ${unit?.symbol ?? ''}`);
    const first = lines.get(key);
    if (first) cells.fail(email ? 'email' : 'familyName', `Ta sama osoba jest już w wierszu ${first}.`);
    lines.set(key, first ?? row.line);
    const [room, phone, closedOn] = [cells.text('room', 40), cells.text('phone', 40), cells.day('closedOn')];
    const data: PersonData = {
      givenName,
      familyName,
      email,
      unitId: unit === undefined ? (person?.unitId ?? null) : (unit?.id ?? null),
      room: room === undefined ? (person?.room ?? null) : room,
      phone: phone === undefined ? (person?.phone ?? null) : phone,
    };
    // Nobody comes back by an empty cell: that is done by hand.
    const leaves = closedOn && closedOn !== person?.closedOn ? closedOn : null;
    const symbols = new Map([...known.units.values()].map(({ id, symbol }) => [id, symbol]));
    return planRow({
      line: row.line,
      key: email ?? `${givenName} ${familyName}`.trim(),
      errors: cells.errors,
      current: person ? shown(person, person.closedOn, symbols) : null,
      next: shown(data, leaves ?? person?.closedOn ?? null, symbols),
      work: { id: person?.id ?? null, data, closedOn: leaves },
    });
  }

  private match(
    typed: { givenName: string; familyName: string; email: string | null; unit: OrganizationalUnit | null | undefined },
    { byEmail, withoutEmail }: Known,
    cells: CsvRowReader,
  ): Person | undefined {
    if (typed.email) return byEmail.get(typed.email);
    const name = fold(`${typed.givenName} ${typed.familyName}`);
    const namesakes = withoutEmail.filter((person) => {
      const inUnit = !typed.unit || person.unitId === typed.unit.id;
      return fold(`${person.givenName} ${person.familyName}`) === name && inUnit;
    });
    if (namesakes.length > 1) cells.fail('familyName', 'Kilka osób bez adresu e-mail nosi to imię i nazwisko.');
    return namesakes[0];
  }
}

function shown(person: PersonData, closedOn: string | null, symbols: Map<number, string>): Record<string, string> {
  return {
    Imię: person.givenName,
    Nazwisko: person.familyName,
    'E-mail': person.email ?? '',
    Komórka: person.unitId === null ? '' : (symbols.get(person.unitId) ?? ''),
    Pokój: person.room ?? '',
    Telefon: person.phone ?? '',
    'Nie pracuje od': closedOn ?? '',
  };
}
