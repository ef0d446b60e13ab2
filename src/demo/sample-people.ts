import { fold } from '../common/fold.js';
import { hashOf } from '../access/session.service.js';
import type { Random } from './random.js';
import { MEN, SURNAMES, surname, UNITS, WOMEN } from './sample-names.js';
import type { SampleTables } from './sample-tables.js';

export interface SamplePerson {
  id: number;
  name: string;
  givenName: string;
  isWoman: boolean;
  email: string;
  unitId: number;
  unitSymbol: string;
  room: string;
}

export interface SamplePeople {
  all: SamplePerson[];
  /** Those who only ask: everyone but the people of WO who answer. */
  employees: SamplePerson[];
  technicians: SamplePerson[];
  itHead: SamplePerson;
  deputyItHead: SamplePerson;
  treasurer: SamplePerson;
  secretary: SamplePerson;
  /** Leaves in the last days; asks no more than the one question of the examples. */
  trainee: SamplePerson;
  headOf: Map<number, SamplePerson>;
  byEmail: (email: string) => SamplePerson;
}

const DOMAIN = 'urzad.example';
const IN_OFFICE_SINCE = '2015-01-01';

/** Accounts of the demo: the part before @, names, unit, roles beside that of an employee. */
const ACCOUNTS = [
  { account: 'pracownik', given: 'Anna', family: 'Przykładowa', unit: 'WE', roles: [] },
  { account: 'kierownik', given: 'Barbara', family: 'Wzorowa', unit: 'WE', roles: ['unitHead'] },
  { account: 'technik', given: 'Jan', family: 'Testowy', unit: 'WO', roles: ['technician', 'triage'] },
  { account: 'naczelnik', given: 'Ewa', family: 'Modelowa', unit: 'WO', roles: ['itHead', 'unitHead'] },
  { account: 'skarbnik', given: 'Piotr', family: 'Umowny', unit: 'BB', roles: ['treasurer'] },
  { account: 'sekretarz', given: 'Zofia', family: 'Pokazowa', unit: 'KP', roles: ['secretary'] },
  { account: 'audytor', given: 'Marek', family: 'Próbny', unit: 'BAK', roles: ['auditor'] },
  { account: 'admin', given: 'Łukasz', family: 'Makietowy', unit: 'WO', roles: ['administrator', 'technician'] },
  { account: 'technik2', given: 'Monika', family: 'Ćwiczebna', unit: 'WO', roles: ['technician'] },
  { account: 'technik3', given: 'Tomasz', family: 'Zmyślony', unit: 'WO', roles: ['technician'] },
  { account: 'technik4', given: 'Dorota', family: 'Szkoleniowa', unit: 'WO', roles: ['technician'] },
  { account: 'zastepca', given: 'Adam', family: 'Domyślny', unit: 'WO', roles: [] },
] as const;

/** Only these get a password and a token; the others stand in the directory. */
const WITH_PASSWORD = new Set<string>([
  'pracownik',
  'kierownik',
  'technik',
  'naczelnik',
  'skarbnik',
  'sekretarz',
  'audytor',
  'admin',
]);

/** Units, people, roles, accounts and tokens. @param passwordHash of the demo's one password */
export function samplePeople(tables: SampleTables, random: Random, passwordHash: string, now: string): SamplePeople {
  const units = new Map<string, number>();
  for (const [symbol, name, , hasSharedMailbox] of UNITS) {
    const email = hasSharedMailbox ? `${fold(symbol)}@${DOMAIN}` : null;
    units.set(symbol, tables.add('organizational_unit', { symbol, symbol_folded: fold(symbol), name, email }));
  }
  const all: SamplePerson[] = [];
  const taken = new Set<string>();
  const addPerson = (
    givenName: string,
    familyName: string,
    isWoman: boolean,
    unitSymbol: string,
    email: string,
  ): SamplePerson => {
    const unitId = units.get(unitSymbol)!;
    const room = String(random.between(1, 3) * 100 + random.between(1, 28));
    const id = tables.add('person', {
      given_name: givenName,
      family_name: familyName,
      email,
      unit_id: unitId,
      room,
      phone: `${random.between(100, 599)}`,
      created_at: `${IN_OFFICE_SINCE}T08:00:00Z`,
    });
    const person = { id, name: `${givenName} ${familyName}`, givenName, isWoman, email, unitId, unitSymbol, room };
    all.push(person);
    taken.add(email);
    return person;
  };

  const accounts = new Map<string, SamplePerson>();
  for (const { account, given, family, unit, roles } of ACCOUNTS) {
    const person = addPerson(given, family, family.endsWith('a'), unit, `${account}@${DOMAIN}`);
    accounts.set(account, person);
    for (const role of roles) grant(tables, person, role);
    if (WITH_PASSWORD.has(account)) addAccount(tables, person, account, passwordHash, now);
  }
  const itHead = accounts.get('naczelnik')!;
  const deputyItHead = accounts.get('zastepca')!;
  grant(tables, deputyItHead, 'itHead', itHead.id);
  // For requests of WO itself its deputy head acts as head of the unit.
  grant(tables, deputyItHead, 'unitHead', itHead.id);
  for (const technician of ['technik', 'admin'])
    tables.put('queue_member', { queue: 'SECURITY', person_id: accounts.get(technician)!.id });

  const headOf = new Map<number, SamplePerson>([
    [units.get('WE')!, accounts.get('kierownik')!],
    [units.get('WO')!, itHead],
  ]);
  for (const [symbol, , count] of UNITS) {
    const already = all.filter(({ unitSymbol }) => unitSymbol === symbol).length;
    for (let index = already; index < count; index += 1) {
      const isWoman = random.chance(0.68);
      const givenName = random.pick(isWoman ? WOMEN : MEN);
      const familyName = surname(random.pick(SURNAMES), isWoman);
      const person = addPerson(givenName, familyName, isWoman, symbol, freeAddress(givenName, familyName, taken));
      if (!headOf.has(person.unitId)) {
        headOf.set(person.unitId, person);
        grant(tables, person, 'unitHead');
      }
    }
  }
  const trainee = addPerson('Oliwia', 'Stażowa', true, 'WK', `praktykant@${DOMAIN}`);
  const treasurer = accounts.get('skarbnik')!;
  const deputyTreasurer = all.find(({ unitSymbol, id }) => unitSymbol === 'BB' && id !== treasurer.id)!;
  grant(tables, deputyTreasurer, 'treasurer', treasurer.id);
  const dataProtectionOfficer = all.find(({ unitSymbol }) => unitSymbol === 'IOD')!;
  grant(tables, dataProtectionOfficer, 'dataProtectionOfficer');
  const technicians = ['technik', 'technik2', 'technik3', 'technik4'].map((account) => accounts.get(account)!);
  const answering = new Set([...accounts.values()].filter(({ unitSymbol }) => unitSymbol === 'WO'));
  return {
    all,
    employees: all.filter((person) => !answering.has(person) && person !== trainee),
    technicians,
    itHead,
    deputyItHead,
    treasurer,
    secretary: accounts.get('sekretarz')!,
    trainee,
    headOf,
    byEmail: (email) => all.find((person) => person.email === email)!,
  };
}

function grant(tables: SampleTables, person: SamplePerson, role: string, deputyFor: number | null = null): void {
  tables.add('role_assignment', {
    person_id: person.id,
    role,
    unit_id: role === 'unitHead' ? person.unitId : null,
    valid_from: IN_OFFICE_SINCE,
    valid_to: null,
    deputy_for: deputyFor,
  });
}

function addAccount(
  tables: SampleTables,
  person: SamplePerson,
  account: string,
  passwordHash: string,
  now: string,
): void {
  tables.add('identity', {
    person_id: person.id,
    provider: 'password',
    subject: person.email,
    secret_hash: passwordHash,
  });
  const tokens = account === 'admin' ? ['demo-token', 'demo-token-admin'] : [`demo-token-${account}`];
  for (const token of tokens) {
    tables.add('api_token', {
      person_id: person.id,
      name: 'token pokazowy',
      token_hash: hashOf(token),
      created_at: now,
    });
  }
}

function freeAddress(givenName: string, familyName: string, taken: ReadonlySet<string>): string {
  const base = `${fold(givenName).charAt(0)}.${fold(familyName)}`;
  for (let index = 1; ; index += 1) {
    const address = `${base}${index === 1 ? '' : index}@${DOMAIN}`;
    if (!taken.has(address)) return address;
  }
}
