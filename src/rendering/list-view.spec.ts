import { listView } from './list-view.js';

const spec = {
  path: '/tickets',
  columns: [
    { id: 'number', label: 'Numer', sortable: true },
    { id: 'due', label: 'Termin', sortable: true, class: 'num' },
    { id: 'unit', label: 'Komórka' },
  ],
  filters: [
    {
      name: 'queue',
      label: 'Kolejka',
      kind: 'select' as const,
      options: [{ value: 'FRONT', label: 'Pierwsza linia' }],
    },
    { name: 'q', label: 'Szukaj', kind: 'search' as const },
  ],
  sort: { by: 'due', direction: 'asc' as const },
  count: 50,
};

describe('view of a list', () => {
  it('ordering keeps the filters and starts again from the first page', () => {
    const view = listView({ ...spec, query: { queue: 'FRONT', cursor: 'abc' } });
    expect(view.columns.map(({ href, ariaSort }) => [href, ariaSort])).toEqual([
      ['/tickets?queue=FRONT&sort=number&dir=asc', null],
      ['/tickets?queue=FRONT&sort=due&dir=desc', 'ascending'],
      [null, null],
    ]);
  });

  it('each chip removes its own filter', () => {
    const view = listView({ ...spec, query: { queue: 'FRONT', q: 'drukarka', sort: 'due', dir: 'asc' } });
    expect(view.chips).toEqual([
      { label: 'Kolejka: Pierwsza linia', removeHref: '/tickets?q=drukarka&sort=due&dir=asc' },
      { label: 'Szukaj: drukarka', removeHref: '/tickets?queue=FRONT&sort=due&dir=asc' },
    ]);
    expect(view.clearHref).toBe('/tickets?sort=due&dir=asc');
    expect(view.hidden).toEqual([
      { name: 'sort', value: 'due' },
      { name: 'dir', value: 'asc' },
    ]);
  });

  it('paging keeps filters and order', () => {
    const view = listView({ ...spec, query: { queue: 'FRONT', cursor: 'abc' }, nextCursor: 'def' });
    expect(view.firstHref).toBe('/tickets?queue=FRONT');
    expect(view.nextHref).toBe('/tickets?queue=FRONT&cursor=def');
  });

  it('one page without filters has no paging and nothing to remove', () => {
    const view = listView({ ...spec, query: {}, count: 0 });
    expect([view.firstHref, view.nextHref, view.isEmpty, view.isFiltered, view.chips]).toEqual([
      null,
      null,
      true,
      false,
      [],
    ]);
  });

  it('parameters that are not the list’s own are dropped', () => {
    expect(listView({ ...spec, query: { evil: '<x>' }, nextCursor: 'n' }).nextHref).toBe('/tickets?cursor=n');
  });
});
