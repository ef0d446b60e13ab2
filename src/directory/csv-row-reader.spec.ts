import { CsvRowReader } from './csv-row-reader.js';

const COLUMNS = ['name', 'email', 'day', 'amount', 'flag', 'kind'].map((field) => ({
  field,
  title: field.toUpperCase(),
}));
const KINDS = new Map([['laptop', 'LAPTOP']]);

function reader(cells: Record<string, string>, isRagged = false) {
  return new CsvRowReader({ line: 2, cells, isRagged }, COLUMNS);
}

describe('cells of a CSV line', () => {
  it.each([
    ['2026-03-10', '2026-03-10'],
    ['10.03.2026', '2026-03-10'],
    ['1/3/2026', '2026-03-01'],
    ['', null],
  ])('day %p is %p', (day, read) => {
    const row = reader({ day });
    expect(row.day('day')).toBe(read);
    expect(row.errors).toEqual([]);
  });

  it.each(['2026-02-30', '30.02.2026', 'wczoraj', '2026'])('day %p is refused', (day) => {
    const row = reader({ day });
    expect(row.day('day')).toBeNull();
    expect(row.errors).toEqual([{ title: 'DAY', message: expect.stringContaining(day) as string }]);
  });

  it('reads what is there, and tells an empty cell from a column that the file lacks', () => {
    const row = reader({
      name: 'A\0B',
      email: 'A@Urzad.Example',
      amount: '1 234,50',
      flag: 'Tak',
      kind: 'LAPTOP',
      day: '',
    });
    expect([row.text('name'), row.email('email'), row.amount('amount'), row.flag('flag')]).toEqual([
      'AB',
      'a@urzad.example',
      123450,
      true,
    ]);
    expect([
      row.choice('kind', KINDS),
      row.day('day'),
      row.flag('other'),
      row.email('other'),
      row.text('other'),
    ]).toEqual(['LAPTOP', null, undefined, undefined, undefined]);
    expect(row.errors).toEqual([]);
  });

  it('names every field that is wrong', () => {
    const row = reader({ name: '', email: 'kto', amount: 'dużo', flag: 'może', kind: 'krzesło' }, true);
    row.requiredText('name');
    row.email('email');
    row.amount('amount');
    row.flag('flag');
    row.choice('kind', KINDS);
    expect(row.errors.map(({ title }) => title)).toEqual([null, 'NAME', 'EMAIL', 'AMOUNT', 'FLAG', 'KIND']);
  });
});
