import pg from 'pg';
import { tableReads } from '../support/table-reads.js';
import { anEmail, IntakeOffice } from './intake-office.js';

let office: IntakeOffice;
beforeAll(async () => void (office = await IntakeOffice.open()));
afterAll(() => office.close());

it('one e-mail reads none of the thousands of notifications that wait', async () => {
  await office.receive(anEmail({ Subject: 'Pierwsza' }));
  const owner = new pg.Client({ connectionString: office.db.ownerUrl });
  await owner.connect();
  const fill = (state: string, count: number) =>
    owner.query(
      `INSERT INTO notification (event_id, kind, recipient, state, next_attempt_at, created_at)
       SELECT e.id, 'assigned', '${state}-' || n || '@urzad.example', '${state}', now(), now()
       FROM (SELECT max(v.id) AS id FROM event v) e, generate_series(1, ${count}) n`,
    );
  await fill('sent', 20_000);
  await owner.query('ANALYZE notification'); // an hour in which nothing waited
  await fill('queued', 3_000);
  await owner.end();
  const rowsRead = async () => (await tableReads(office.db)).get('notification')!.rows;
  const before = await rowsRead();

  const { outcome } = await office.receive(anEmail({ Subject: 'Druga' }));

  expect(outcome).toBe('created');
  expect((await rowsRead()) - before).toBeLessThan(50);
});
