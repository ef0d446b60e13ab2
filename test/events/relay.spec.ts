import pg from 'pg';
import { EventsService } from '../../src/events/events.service.js';
import { EventRelay } from '../../src/events/relay.js';
import { NotificationsService } from '../../src/notifications/notifications.service.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';
import { until } from '../support/until.js';

let office: RunningOffice;
let owner: pg.Client;

beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' }); // nobody relays or works on jobs unless the test says so
  owner = new pg.Client({ connectionString: office.db.ownerUrl });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await office.stop();
});

const relay = () => office.running.app.get(EventRelay).sweep();

const jobsOf = async (eventId: number) => {
  const { rows } = await owner.query<{ id: string }>(
    `SELECT id FROM bullmq.job WHERE queue = 'create-notifications' AND data -> 'ids' @> to_jsonb($1::integer) ORDER BY id`,
    [eventId],
  );
  return rows.map(({ id }) => id);
};

const isOwed = async (eventId: number) =>
  (await owner.query('SELECT FROM event_outbox WHERE event_id = $1', [eventId])).rowCount === 1;

async function anEvent(type: 'ticket.closed' | 'inbound-email.received'): Promise<number> {
  const event = { type, subjectType: 'ticket', subjectId: 999, at: new Date() } as const;
  const [id] = await office.db.dataSource.transaction((tx) => office.running.app.get(EventsService).append(tx, event));
  return id!;
}

/** As a queue that was emptied, or a backup, which does not hold the queue. */
const loseJobs = () => owner.query('DELETE FROM bullmq.job');

const minutesPass = (minutes: number) =>
  owner.query(`UPDATE event_outbox SET handed_on_at = handed_on_at - $1 * interval '1 minute'`, [minutes]);

it('given a job that was lost, when a while has passed, then the event is handed on again', async () => {
  const id = await anEvent('ticket.closed');
  await until(() => relay().then(() => true), { what: 'the queue' });
  expect(await jobsOf(id)).toHaveLength(1);
  await loseJobs();

  await relay();
  expect(await jobsOf(id)).toEqual([]); // its job may still be under way

  await minutesPass(2);
  await relay();
  expect(await jobsOf(id)).toEqual([`create-notifications-${id}-${id}-1-1`]);
});

it('given the notifications are committed, then nothing is owed any more', async () => {
  const id = await anEvent('ticket.closed');
  await relay();
  expect(await isOwed(id)).toBe(true);

  await office.running.app.get(NotificationsService).create([id], new Date());
  expect(await isOwed(id)).toBe(false);

  await loseJobs();
  await minutesPass(2);
  await relay();
  expect(await jobsOf(id)).toEqual([]);
});

it('an e-mail that came in owns its state itself: handing it on once is enough', async () => {
  const id = await anEvent('inbound-email.received');
  await relay();

  expect(await isOwed(id)).toBe(false);
});
