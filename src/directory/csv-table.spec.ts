import { type CsvColumn, readCsvTable } from './csv-table.js';

const COLUMNS: CsvColumn[] = [
  { field: 'symbol', title: 'Symbol', required: true },
  { field: 'name', title: 'Nazwa', otherTitles: ['nazwa komórki'] },
  { field: 'unitEmail', title: 'E-mail' },
];

const read = (text: string | Buffer) => readCsvTable(Buffer.from(text), COLUMNS);
const cells = (text: string | Buffer) => read(text).rows.map((row) => row.cells);

describe('CSV files', () => {
  it.each([
    ['semicolons', 'Symbol;Nazwa\nWO;Wydział, drugi\n', ';'],
    ['commas', 'Symbol,Nazwa\nWO,"Wydział, drugi"\n', ','],
    ['tabs', 'Symbol\tNazwa\nWO\tWydział, drugi\n', '\t'],
    ['a BOM', '\uFEFFSymbol;Nazwa\nWO;Wydział, drugi', ';'],
    ['Windows line ends and a quoted header', '"Symbol";"Nazwa"\r\nWO;"Wydział, drugi"\r\n', ';'],
    ['titles without diacritics, in capitals', 'SYMBOL;NAZWA KOMORKI\nWO;Wydział, drugi', ';'],
  ])('%s', (_case, text, delimiter) => {
    expect(read(text)).toMatchObject({ delimiter, encoding: 'UTF-8', unknownColumns: [] });
    expect(cells(text)).toEqual([{ symbol: 'WO', name: 'Wydział, drugi' }]);
  });

  it('windows-1250, by what the bytes are', () => {
    const bytes = Buffer.concat([
      Buffer.from('Symbol;Nazwa\nWGO'),
      Buffer.from([0x8c]),
      Buffer.from(';Zaj'),
      Buffer.from([0xb9, 0x63]),
    ]);
    expect(read(bytes).encoding).toBe('windows-1250');
    expect(cells(bytes)).toEqual([{ symbol: 'WGOŚ', name: 'Zając' }]);
  });

  it('counts lines of the file, also behind empty lines and fields with line ends', () => {
    const table = read('Symbol;Nazwa\n\nWO;"dwa\nwiersze"\nBB;x\n;\nKP;y;z\n');
    expect(table.rows.map(({ line, isRagged }) => [line, isRagged])).toEqual([
      [3, false],
      [5, false],
      [7, true],
    ]);
  });

  it('names columns that it does not know, and leaves out those that the file lacks', () => {
    const table = read('Symbol;Kolor;\nWO;zielony;');
    expect(table.unknownColumns).toEqual(['Kolor']);
    expect(table.rows[0]!.cells).toEqual({ symbol: 'WO' });
  });

  it.each([
    ['nothing', '', 'csv.empty'],
    ['a missing column', 'Nazwa\nx', 'csv.column-missing'],
    ['a column that stands twice', 'Symbol;Nazwa;nazwa komórki\nWO;a;b', 'csv.column-twice'],
    ['an open quote', 'Symbol;Nazwa\nWO;"bez końca\nBB;x', 'csv.malformed'],
    ['a file of 6 MB', Buffer.alloc(6 * 1024 * 1024, 'a'), 'csv.too-large'],
    ['no table at all', Buffer.from([0, 1, 2, 0xff, 0xfe]), 'csv.column-missing'],
    ['20 001 rows', `Symbol\n${'WO\n'.repeat(20_001)}`, 'csv.too-many-rows'],
  ])('%s is refused', (_case, content, code) => {
    expect(() => read(content)).toThrow(expect.objectContaining({ code, kind: 'invalid' }) as Error);
  });
});
