import { after, cursorColumn, type KeysetOrder, orderBy } from './keyset.js';
import { SqlParams } from './sql-params.js';

const ORDER: KeysetOrder = {
  keys: [
    { sql: 'r.completed_on', type: 'date' },
    { sql: 'r.id', type: 'integer' },
  ],
  descending: true,
};
const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('keyset paging', () => {
  it('orders by all keys and carries them in the cursor', () => {
    expect(orderBy(ORDER)).toBe('r.completed_on DESC, r.id DESC');
    expect(cursorColumn(ORDER)).toContain('jsonb_build_array((r.completed_on)::text, (r.id)::text)');
  });

  it('goes on after the last row', () => {
    const params = new SqlParams();
    expect(after(ORDER, cursor(['2026-03-10', '7']), params)).toBe('(r.completed_on, r.id) < ($1::date, $2::integer)');
    expect(params.values).toEqual(['2026-03-10', '7']);
  });

  it.each<[string, string | undefined]>([
    ['no cursor', undefined],
    ['not base64 of JSON', '%%%'],
    ['another list', cursor(['7'])],
    ['not a key', cursor(['2026-03-10', "7'; DROP TABLE event"])],
    ['larger than an integer', cursor(['2026-03-10', '9999999999'])],
    ['not a day of the calendar', cursor(['2026-02-30', '7'])],
    ['not text', cursor(['2026-03-10', 7])],
    ['an object', cursor({ length: 2 })],
  ])('%s is the first page', (_rule, text) => {
    const params = new SqlParams();
    expect(after(ORDER, text, params)).toBeNull();
    expect(params.values).toEqual([]);
  });
});
