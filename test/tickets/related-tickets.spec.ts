import type { RunningApplication } from '../../src/application.js';
import { PageClient, startPages } from '../repairs/page-client.js';
import { openRepairOffice, type RepairOffice } from '../repairs/repair-office.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor } from '../support/office.js';

let db: TestDatabase;
let office: RepairOffice;
let program: RunningApplication;

beforeAll(async () => {
  db = await openTestDatabase();
  office = await openRepairOffice(db);
  program = await startPages(db);
});
afterAll(async () => {
  await program.stop();
  await db.close();
});

const pathOf = (number: string) => `/tickets/${number.replaceAll('/', '-')}`;

const MERGED = `status = 'MERGED', status_before_merge = 'NEW', merged_into_id = $2`;
const FOLLOWS = 'follows_id = $2';

/** How a ticket names another, and what the page says of the other one. */
const RELATIONS: [shown: string, of: 'this' | 'other', change: string][] = [
  ['połączono z innym', 'this', MERGED],
  ['Kontynuacja', 'this', FOLLOWS],
  ['Połączone', 'other', MERGED],
  ['Dalszy ciąg', 'other', FOLLOWS],
];

describe('links to another ticket', () => {
  it.each(RELATIONS)(
    '“%s”, named by %s ticket: a link for who may see the other one, a plain number for who may not',
    async (shown, of, change) => {
      const [here, there] = [await office.aTicket(), await office.aTicket()];
      const [from, to] = of === 'this' ? [here, there] : [there, here];
      await db.dataSource.query(`UPDATE ticket SET ${change} WHERE id = $1`, [from.id, to.id]);
      const participant = await anActor(db);
      await db.dataSource.query(
        `INSERT INTO ticket_participant (ticket_id, email, person_id, role, confirmed) VALUES ($1, $2, $3, 'CC', true)`,
        [here.id, participant.email, participant.personId],
      );

      const seesBoth = await PageClient.signIn(db, program.url, office.requester);
      expect((await seesBoth.get(pathOf(here.number))).html).toContain(`href="${pathOf(there.number)}"`);
      const seesOne = await PageClient.signIn(db, program.url, participant);
      const { status, html } = await seesOne.get(pathOf(here.number));
      expect(status).toBe(200);
      expect(html).toContain(shown);
      expect(html).toContain(there.number);
      expect(html).not.toContain(`href="${pathOf(there.number)}"`);
      expect(await seesOne.get(pathOf(there.number))).toMatchObject({ status: 404 });
    },
  );

  it('a suggested ticket of the security queue is a plain number for technicians outside it', async () => {
    const [here, there] = [await office.aTicket(), await office.aTicket()];
    await db.dataSource.query('UPDATE ticket SET suggested_ticket_id = $2 WHERE id = $1', [here.id, there.id]);
    const technician = await PageClient.signIn(db, program.url, office.technician);
    expect((await technician.get(pathOf(here.number))).html).toContain(`href="${pathOf(there.number)}"`);

    await db.dataSource.query(`UPDATE ticket SET restricted = true, queue = 'SECURITY' WHERE id = $1`, [there.id]);
    const { html } = await technician.get(pathOf(here.number));
    expect(html).toContain(there.number);
    expect(html).not.toContain(`href="${pathOf(there.number)}"`);
  });
});
