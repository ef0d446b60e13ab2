import { z } from 'zod';
import { type ListFilter, type ListView, listView } from '../rendering/list-view.js';
import { options } from '../rendering/labels.js';
import { OUTAGE_CAUSES } from './outage-codes.js';
import {
  OUTAGE_SORTS,
  type OutageChoices,
  type OutageFilter,
  type OutageListRow,
  type OutageSort,
} from './outage-list.query.js';

export const LIST_PATH = '/outages';
export const PAGE_SIZE = 50;

const optional = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

/** What the address of the list may say; anything else counts as not said. */
export const outageListQuery = z.object({
  year: optional(z.coerce.number().int().min(2000).max(2100)),
  cause: optional(z.enum(OUTAGE_CAUSES)),
  server: optional(z.coerce.number().int().positive()),
  state: optional(z.enum(['open', 'ended'])),
  counted: optional(z.enum(['yes', 'no'])),
  undocumented: optional(z.literal('1')),
  sort: z.enum(OUTAGE_SORTS).catch('startedAt' satisfies OutageSort),
  dir: z.enum(['asc', 'desc']).catch('desc'),
  cursor: optional(z.string().max(500)),
});
export type OutageListQuery = z.output<typeof outageListQuery>;

export function filterOf({ year, cause, ...query }: OutageListQuery): OutageFilter {
  return {
    ...{ year, cause },
    assetId: query.server,
    open: query.state && query.state === 'open',
    counted: query.counted && query.counted === 'yes',
    undocumented: query.undocumented === '1',
  };
}

/** Head, filters and paging of the list. @param rows one more than fits on a page, when there is a next one */
export function outageListView(
  raw: Record<string, unknown>,
  query: OutageListQuery,
  rows: readonly OutageListRow[],
  choices: OutageChoices,
  thisYear: number,
): ListView {
  return listView({
    path: LIST_PATH,
    query: raw,
    columns: COLUMNS,
    filters: filters(choices, thisYear),
    sort: { by: query.sort, direction: query.dir },
    count: Math.min(rows.length, PAGE_SIZE),
    nextCursor: rows.length > PAGE_SIZE ? rows[PAGE_SIZE - 1]!.cursor : null,
  });
}

const COLUMNS = [
  { id: 'system', label: 'System i serwer' },
  { id: 'startedAt', label: 'Od', sortable: true, class: 'cell-fit' },
  { id: 'endedAt', label: 'Do', class: 'cell-fit' },
  { id: 'working', label: 'W czasie pracy', class: 'num' },
  { id: 'cause', label: 'Przyczyna' },
  { id: 'counted', label: 'Miernik 1' },
  { id: 'protocol', label: 'Protokół', class: 'cell-fit' },
];

function filters({ servers, firstYear }: OutageChoices, thisYear: number): ListFilter[] {
  const years = Array.from({ length: thisYear - (firstYear ?? thisYear) + 1 }, (_, index) => String(thisYear - index));
  return [
    { name: 'year', label: 'Rok', kind: 'select', options: years.map((value) => ({ value, label: value })) },
    { name: 'cause', label: 'Przyczyna', kind: 'select', options: options('outageCause') },
    {
      name: 'server',
      label: 'Serwer',
      kind: 'select',
      options: servers.map(({ id, inventoryNumber, model }) => ({
        value: String(id),
        label: `${inventoryNumber} ${model}`,
      })),
    },
    {
      name: 'state',
      label: 'Stan',
      kind: 'select',
      options: [
        { value: 'open', label: 'trwające' },
        { value: 'ended', label: 'zakończone' },
      ],
    },
    {
      name: 'counted',
      label: 'Miernik 1',
      kind: 'select',
      any: 'Obojętne',
      options: [
        { value: 'yes', label: 'liczy się' },
        { value: 'no', label: 'nie liczy się' },
      ],
    },
    {
      name: 'undocumented',
      label: 'Dokumentacja',
      kind: 'select',
      chipOnly: true,
      options: [{ value: '1', label: 'nieudokumentowane' }],
    },
  ];
}

/** The views opened most, each with what waits in it. */
export function outageTabs(query: OutageListQuery, { open, undocumented }: OutageChoices) {
  const isOpen = query.state === 'open';
  const isUndocumented = query.undocumented === '1';
  return [
    { label: 'Wszystkie', href: LIST_PATH, count: null, current: !isOpen && !isUndocumented },
    { label: 'Trwające', href: `${LIST_PATH}?state=open`, count: open, current: isOpen && !isUndocumented },
    {
      label: 'Nieudokumentowane',
      href: `${LIST_PATH}?undocumented=1`,
      count: undocumented,
      current: isUndocumented,
    },
  ];
}
