import { openTestDatabase, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => void (db = await openTestDatabase()));
afterAll(() => db.close());

describe('the application role', () => {
  it('given an event, when the program changes or deletes it, then PostgreSQL refuses', async () => {
    await db.dataSource.query(
      `INSERT INTO event (subject_type, subject_id, at, type) VALUES ('ticket', 1, now(), 'ticket.created')`,
    );

    await expect(db.dataSource.query(`UPDATE event SET type = 'x'`)).rejects.toThrow(/permission denied/);
    await expect(db.dataSource.query(`DELETE FROM event`)).rejects.toThrow(/permission denied/);
    await expect(db.dataSource.query(`TRUNCATE event`)).rejects.toThrow(/permission denied/);
  });

  it('cannot change the schema', async () => {
    await expect(db.dataSource.query('CREATE TABLE x (id integer)')).rejects.toThrow(/permission denied/);
    await expect(db.dataSource.query('DROP TABLE event_outbox')).rejects.toThrow(/must be owner/);
  });

  it('sorts as Polish people do', async () => {
    const rows = await db.dataSource.query<{ word: string }[]>(
      `SELECT word FROM unnest(ARRAY['zebra', 'ćma', 'cyna', 'dąb', 'lis', 'łoś', 'mak']) AS word ORDER BY word`,
    );
    expect(rows.map((row) => row.word)).toEqual(['cyna', 'ćma', 'dąb', 'lis', 'łoś', 'mak', 'zebra']);
  });
});
