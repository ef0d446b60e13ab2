import { jest } from '@jest/globals';
import pg from 'pg';
import { fillTickets, lengthenTicket } from '../bench/fill.js';
import { PreparingClient } from '../../src/database/preparing-client.js';
import { tableReads } from '../support/table-reads.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';

/** Tables that grow with history; a page that reads one of them from end to end is slow after some years. */
const GROWING = [
  'ticket',
  'ticket_message',
  'event',
  'notification',
  'inbound_email',
  'ticket_participant',
  'attachment',
];

let office: RunningOffice;
let owner: pg.Client;
let cookie: string;
let number: string;
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
  owner = new pg.Client({ connectionString: office.db.ownerUrl });
  await owner.connect();
  await fillTickets(owner, 20_000, 400);
  number = (await lengthenTicket(owner, 50)).replaceAll('/', '-');
  cookie = await office.signIn('naczelnik');
}, 90_000);
afterAll(async () => {
  await owner.end();
  await office.stop();
});

/** How many statements one request of a page may cost, that which tells who asks included. */
const BOUNDS: [path: string, statements: number][] = [
  ['/', 7],
  ['/tickets', 4],
  ['/tickets?sort=due&dir=asc', 4],
  ['/tickets?status=any&q=drukarka', 5],
  ['/tickets/{number}', 6],
  ['/inbound-emails', 6],
  ['/notifications', 3],
  ['/my-tickets', 2],
];

/** @returns what one request of the page, already asked once, sends to the database, and the growing tables that it reads whole */
async function costOf(path: string): Promise<{ statements: number; readWhole: string[] }> {
  await open(path);
  const before = await tableReads(office.db);
  const query = jest.spyOn(PreparingClient.prototype, 'query');
  await open(path);
  const statements = query.mock.calls.length;
  query.mockRestore();
  const after = await tableReads(office.db);
  return { statements, readWhole: GROWING.filter((table) => after.get(table)!.scans > before.get(table)!.scans) };
}

async function open(path: string): Promise<void> {
  const response = await fetch(office.url + path.replace('{number}', number), { headers: { cookie } });
  expect(`${path} ${response.status}`).toBe(`${path} 200`);
  await response.text();
}

it.each(BOUNDS)('%s asks the database at most %i times and reads no history from end to end', async (path, atMost) => {
  const { statements, readWhole } = await costOf(path);
  expect(readWhole).toEqual([]);
  expect(statements).toBeLessThanOrEqual(atMost);
});
