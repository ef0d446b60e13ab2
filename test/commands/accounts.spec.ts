import type { INestApplicationContext } from '@nestjs/common';
import { createUser, type NewUser, setPassword } from '../../src/commands/accounts.js';
import { withApplication } from '../../src/commands/with-application.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { testConfig } from '../support/office.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const AT = new Date('2026-11-23T10:00:00Z');
const JAN: NewUser = {
  email: 'Jan@urzad.example',
  givenName: 'Jan',
  familyName: 'Testowy',
  password: 'dwanaście znaków',
  roles: ['administrator', 'technician', 'technician'],
};

let db: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  [db, folder] = await Promise.all([openTestDatabase(), temporaryFolder()]);
}, 60_000);
afterAll(async () => {
  await Promise.all([db.close(), folder.remove()]);
});

function command<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const config = testConfig({ DATABASE_URL: db.url, MIGRATION_DATABASE_URL: db.ownerUrl, DATA_DIR: folder.path });
  return withApplication(config, work);
}

/** What stands in the database about the accounts: to compare before and after. */
function accounts(): Promise<unknown[]> {
  return db.dataSource.query(
    `SELECT p.email, p.family_name, p.closed_on, i.secret_hash,
       ARRAY(SELECT r.role FROM role_assignment r WHERE r.person_id = p.id ORDER BY r.role) AS roles
     FROM person p LEFT JOIN identity i ON i.person_id = p.id ORDER BY p.email`,
  );
}

it('user create makes a person, and leaves one alone who can sign in already', async () => {
  await command(async (app) => {
    expect(await createUser(app, JAN, AT)).toBe('jan@urzad.example can sign in as administrator, technician.');
    const before = await accounts();
    expect(before).toMatchObject([{ email: 'jan@urzad.example', roles: ['administrator', 'technician'] }]);

    await expect(createUser(app, { ...JAN, password: 'another password', roles: ['auditor'] }, AT)).rejects.toThrow(
      /can sign in already; nothing was changed.*user password jan@urzad\.example/,
    );
    expect(await accounts()).toEqual(before);
  });
}, 60_000);

it('user create gives somebody of the directory a way in, who keeps the name and the roles held', async () => {
  const [row] = await db.dataSource.query<{ id: number }[]>(
    `INSERT INTO person (given_name, family_name, email) VALUES ('Ewa', 'Spisana', 'ewa@urzad.example') RETURNING id`,
  );
  await db.dataSource.query(
    `INSERT INTO role_assignment (person_id, role, valid_from) VALUES ($1, 'auditor', '2026-01-01')`,
    [row!.id],
  );
  const user = { ...JAN, email: 'ewa@urzad.example', roles: ['auditor', 'triage'] };

  expect(await command((app) => createUser(app, user, AT))).toMatch(/^ewa@urzad.example was in the directory already/);
  expect(await accounts()).toContainEqual(
    expect.objectContaining({ family_name: 'Spisana', secret_hash: expect.any(String), roles: ['auditor', 'triage'] }),
  );
}, 60_000);

it.each<[string, Partial<NewUser>, RegExp]>([
  ['a role that there is none', { roles: ['boss'] }, /Unknown role: boss\. Roles: employee/],
  ['a head of nothing', { roles: ['unitHead'] }, /needs the unit: --unit/],
  ['a unit that there is none', { unit: 'XX' }, /no unit XX/],
  ['a short password', { password: 'short' }, /at least 12 characters/],
  ['what is no address', { email: 'jan' }, /"jan" is not an e-mail address/],
])(
  'user create refuses %s',
  async (_what, change, words) => {
    const before = await accounts();
    const user = { ...JAN, email: 'nowy@urzad.example', ...change };

    await command((app) => expect(createUser(app, user, AT)).rejects.toThrow(words));
    expect(await accounts()).toEqual(before);
  },
  60_000,
);

it('user password sets a new one and ends sessions; who has left, or is not there, gets none', async () => {
  await db.dataSource.query(
    `INSERT INTO person (given_name, family_name, email, closed_on)
     VALUES ('Piotr', 'Odszedł', 'piotr@urzad.example', '2026-01-01')`,
  );
  await command(async (app) => {
    const before = await accounts();
    await setPassword(app, 'JAN@urzad.example', 'quite another one', AT);
    expect(await accounts()).not.toEqual(before);

    const after = await accounts();
    await expect(setPassword(app, 'piotr@urzad.example', 'quite another one', AT)).rejects.toThrow(/is closed/);
    await expect(createUser(app, { ...JAN, email: 'piotr@urzad.example' }, AT)).rejects.toThrow(/is closed/);
    await expect(setPassword(app, 'nikt@urzad.example', 'quite another one', AT)).rejects.toThrow(/Nobody has/);
    expect(await accounts()).toEqual(after);
  });
}, 60_000);
