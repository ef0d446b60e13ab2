import type { Actor } from '../../src/access/actor.js';
import { IdentityService } from '../../src/access/identity.service.js';
import { SessionService } from '../../src/access/session.service.js';
import { PeopleService, type PersonData } from '../../src/directory/people.service.js';
import { findPerson } from '../../src/directory/people.query.js';
import { RolesService } from '../../src/directory/roles.service.js';
import { UnitsService } from '../../src/directory/units.service.js';
import { EventsService } from '../../src/events/events.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor, aUnitId, eventsOf, testConfig } from '../support/office.js';

const AT = new Date('2026-03-10T11:00:00Z');
const LATER = new Date('2026-03-11T11:00:00Z');
const PASSWORD = 'bardzo dobre hasło';
const HERE = { ip: '127.0.0.1', userAgent: null };

let db: TestDatabase;
let admin: Actor;
let people: PeopleService;
let roles: RolesService;
let units: UnitsService;
let sessions: SessionService;

beforeAll(async () => {
  db = await openTestDatabase();
  const events = new EventsService();
  const identities = new IdentityService(events);
  people = new PeopleService(db.dataSource, events, identities);
  roles = new RolesService(db.dataSource, events, identities);
  units = new UnitsService(db.dataSource, events);
  sessions = new SessionService(db.dataSource, events, testConfig());
  admin = await anActor(db, { roles: ['administrator'] });
});
afterAll(() => db.close());

let sequence = 0;
const aPerson = (changes: Partial<PersonData> = {}): PersonData => ({
  givenName: 'Anna',
  familyName: 'Przykładowa',
  email: `nowa${++sequence}@urzad.example`,
  unitId: null,
  room: null,
  phone: null,
  ...changes,
});

describe('people', () => {
  it('given a person who leaves, then sign-in, sessions and roles end, and the row stays', async () => {
    const data = aPerson();
    const id = await people.create(admin, data, AT);
    await people.setPassword(admin, id, PASSWORD, AT);
    const role = {
      personId: id,
      role: 'technician',
      unitId: null,
      validFrom: '2026-01-01',
      validTo: null,
      deputyFor: null,
    } as const;
    await roles.grant(admin, role, AT);
    const session = await sessions.signIn(data.email!, PASSWORD, HERE, AT);
    expect((await sessions.actorOfSession(session!, AT))?.roles.map((held) => held.role)).toContain('technician');

    await people.close(admin, id, '2026-03-10', AT);

    expect(await sessions.actorOfSession(session!, AT)).toBeNull();
    expect(await sessions.signIn(data.email!, PASSWORD, HERE, LATER)).toBeNull();
    const person = await findPerson(db.dataSource.manager, id);
    expect(person).toMatchObject({ closedOn: '2026-03-10', canSignIn: false, roles: [{ validTo: '2026-03-10' }] });
    expect(await eventsOf(db, 'person', id)).toEqual([
      'person.created',
      'person.changed',
      'session.opened',
      'person.changed',
    ]);
  });

  it('given a new address, then it is the one to sign in with', async () => {
    const data = aPerson();
    const id = await people.create(admin, data, AT);
    await people.setPassword(admin, id, PASSWORD, AT);
    await people.change(admin, id, { ...data, email: 'Zmieniona@urzad.example' }, AT);

    expect(await sessions.signIn(data.email!, PASSWORD, HERE, AT)).toBeNull();
    expect(await sessions.signIn('zmieniona@urzad.example', PASSWORD, HERE, AT)).not.toBeNull();
    await people.change(admin, id, { ...data, email: null }, AT);
    expect(await sessions.signIn('zmieniona@urzad.example', PASSWORD, HERE, AT)).toBeNull();
  });

  it('given an address that is taken, then it is refused with its field', async () => {
    const data = aPerson();
    await people.create(admin, data, AT);
    await expect(people.create(admin, aPerson({ email: data.email!.toUpperCase() }), AT)).rejects.toMatchObject({
      code: 'person.email-taken',
      fields: { email: expect.any(String) },
    });
  });

  it('events hold no names', async () => {
    const id = await people.create(admin, aPerson({ familyName: 'Tajemnicza' }), AT);
    await people.change(admin, id, aPerson({ familyName: 'Sekretna' }), AT);
    const events = await db.dataSource.query<{ payload: object }[]>(
      `SELECT payload FROM event WHERE subject_type = 'person' AND subject_id = $1`,
      [id],
    );
    expect(JSON.stringify(events)).not.toMatch(/Tajemnicza|Sekretna|urzad/);
    expect(events[1]!.payload).toMatchObject({ fields: ['familyName', 'email'] });
  });

  it.each(['technician', 'itHead', 'auditor'] as const)('given a %s, then nobody is changed', async (role) => {
    const actor = await anActor(db, { roles: [role] });
    await expect(people.create(actor, aPerson(), AT)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(people.setPassword(actor, admin.personId, PASSWORD, AT)).rejects.toMatchObject({ kind: 'forbidden' });
  });
});

describe('roles', () => {
  const base = { unitId: null, validFrom: '2026-03-01', validTo: null, deputyFor: null } as const;

  it.each([
    ['a head of nothing', { role: 'unitHead' }, 'role.unit-required'],
    ['an end before the start', { role: 'technician', validTo: '2026-02-01' }, 'role.dates-reversed'],
  ] as const)('%s is refused', async (_case, wrong, code) => {
    const personId = await people.create(admin, aPerson(), AT);
    await expect(roles.grant(admin, { personId, ...base, ...wrong }, AT)).rejects.toMatchObject({ code });
  });

  it('given a role held already in that time, then it is refused; after its end it may be given again', async () => {
    const personId = await people.create(admin, aPerson(), AT);
    const unitId = await aUnitId(db);
    const grant = { personId, ...base, role: 'unitHead', unitId } as const;
    await roles.grant(admin, grant, AT);
    await expect(roles.grant(admin, { ...grant, validFrom: '2026-05-01' }, AT)).rejects.toMatchObject({
      code: 'role.held-already',
    });
    const [held] = (await findPerson(db.dataSource.manager, personId)).roles;
    await roles.end(admin, { id: held!.id, personId, on: '2026-04-01' }, AT);
    await roles.grant(admin, { ...grant, validFrom: '2026-05-01' }, AT);
    expect(await eventsOf(db, 'role_assignment', held!.id)).toEqual(['role.granted', 'role.revoked']);
  });

  it('given the only key to the house, then its owner cannot throw it away', async () => {
    const self = { ...admin };
    await roles.grant(admin, { personId: self.personId, ...base, role: 'administrator' }, AT);
    const [held] = (await findPerson(db.dataSource.manager, self.personId)).roles;
    await expect(
      roles.end(admin, { id: held!.id, personId: self.personId, on: '2026-04-01' }, AT),
    ).rejects.toMatchObject({ code: 'role.own-administrator' });
    await expect(people.close(admin, self.personId, '2026-03-10', AT)).rejects.toMatchObject({
      code: 'person.own-account',
    });
  });
});

describe('units', () => {
  it('given a symbol that differs only in case and diacritics, then it is taken', async () => {
    await units.create(admin, { symbol: 'BŚR', name: 'Biuro', email: 'BSR@urzad.example', closedOn: null }, AT);
    await expect(
      units.create(admin, { symbol: 'bsr', name: 'Drugie', email: null, closedOn: null }, AT),
    ).rejects.toMatchObject({ code: 'unit.symbol-taken' });
    await expect(
      units.create(admin, { symbol: 'BX', name: 'Trzecie', email: 'bsr@urzad.example', closedOn: null }, AT),
    ).rejects.toMatchObject({ code: 'unit.email-taken' });
  });
});
