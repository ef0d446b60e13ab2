import pg from 'pg';
import { PreparingClient } from '../../src/database/preparing-client.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  db = await openTestDatabase();
  client = new PreparingClient({ connectionString: db.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await db.close();
});

const prepared = async (text: string) =>
  (
    await client.query<{ count: number }>('SELECT count(*)::integer FROM pg_prepared_statements WHERE statement = $1', [
      text,
    ])
  ).rows[0]!.count;

it('a statement is prepared once, whatever values come with it', async () => {
  const text = 'SELECT $1::text AS value';
  const values = [];
  for (const value of ['a', 7, null, new Date(0)]) {
    const { rows } = await client.query<{ value: string | null }>(text, [value]);
    values.push(rows[0]!.value);
  }

  expect(values.slice(0, 3)).toEqual(['a', '7', null]);
  expect(await prepared(text)).toBe(1);
});

it('what cannot be prepared passes: transactions, several statements at once, an error and what comes after it', async () => {
  await client.query('BEGIN');
  await client.query('CREATE TEMPORARY TABLE x (n integer NOT NULL); CREATE INDEX ON x (n)');
  await client.query('SELECT 1; SELECT 2');
  await client.query('SAVEPOINT a');
  await expect(client.query('INSERT INTO x VALUES ($1)', [null])).rejects.toThrow(/null value/);
  await client.query('ROLLBACK TO SAVEPOINT a');
  await client.query('INSERT INTO x VALUES ($1)', [1]);
  await client.query('COMMIT');

  expect((await client.query('SELECT n FROM x')).rows).toEqual([{ n: 1 }]);
});
