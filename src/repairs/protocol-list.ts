import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { type ListFilter, type ListView, listView } from '../rendering/list-view.js';
import { options } from '../rendering/labels.js';
import { PROTOCOL_STATES } from './protocol-codes.js';
import {
  PROTOCOL_SORTS,
  type ProtocolChoices,
  type ProtocolFilter,
  type ProtocolListRow,
} from './protocol-list.query.js';

export const LIST_PATH = '/repair-protocols';
export const PAGE_SIZE = 50;

const optional = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined);

/** What the address of the list may say; anything else counts as not said. */
export const protocolListQuery = z.object({
  q: optional(z.string().max(100)),
  state: optional(z.enum(PROTOCOL_STATES)),
  year: optional(z.coerce.number().int().min(2000).max(2100)),
  technician: optional(z.coerce.number().int().positive()),
  unit: optional(z.coerce.number().int().positive()),
  asset: optional(z.string().max(40)),
  ticket: optional(z.string().regex(/^ZG-\d{4}-\d{6,9}$/)),
  counted: optional(z.enum(['yes', 'no'])),
  awaiting: optional(z.literal('me')),
  sort: z.enum(PROTOCOL_SORTS).catch('newest'),
  dir: z.enum(['asc', 'desc']).catch('desc'),
  cursor: optional(z.string().max(500)),
});
export type ProtocolListQuery = z.output<typeof protocolListQuery>;

export function filterOf({ q, state, year, ...query }: ProtocolListQuery): ProtocolFilter {
  return {
    ...{ q, state, year },
    technicianId: query.technician,
    unitId: query.unit,
    inventoryNumber: query.asset,
    ticketNumber: query.ticket?.replaceAll('-', '/'),
    counted: query.counted && query.counted === 'yes',
    awaitingMe: query.awaiting === 'me',
  };
}

/** Head, filters and paging of the list. @param rows one more than fits on a page, when there is a next one */
export function protocolListView(
  raw: Record<string, unknown>,
  query: ProtocolListQuery,
  rows: readonly ProtocolListRow[],
  choices: ProtocolChoices,
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
  { id: 'number', label: 'Numer', sortable: true, class: 'cell-fit' },
  { id: 'asset', label: 'Urządzenie' },
  { id: 'state', label: 'Stan' },
  { id: 'completed', label: 'Zakończono', sortable: true, class: 'cell-fit' },
  { id: 'technician', label: 'Autor' },
  { id: 'counted', label: 'Miernik 2', class: 'cell-fit' },
];

function filters({ technicians, units, firstYear }: ProtocolChoices, thisYear: number): ListFilter[] {
  const years = Array.from({ length: thisYear - (firstYear ?? thisYear) + 1 }, (_, index) => String(thisYear - index));
  return [
    { name: 'q', label: 'Szukaj numeru', kind: 'search' },
    { name: 'year', label: 'Rok', kind: 'select', options: years.map((value) => ({ value, label: value })) },
    { name: 'state', label: 'Stan', kind: 'select', options: options('protocolState') },
    { name: 'counted', label: 'Miernik 2', kind: 'select', any: 'Obojętne', options: COUNTED },
    {
      name: 'technician',
      label: 'Autor',
      kind: 'select',
      any: 'Wszyscy',
      options: technicians.map(({ id, name }) => ({ value: String(id), label: name })),
    },
    {
      name: 'unit',
      label: 'Komórka',
      kind: 'select',
      options: units.map(({ id, symbol }) => ({ value: String(id), label: symbol })),
    },
    { name: 'asset', label: 'Urządzenie', kind: 'search', chipOnly: true },
    { name: 'ticket', label: 'Zgłoszenie', kind: 'search', chipOnly: true },
    {
      name: 'awaiting',
      label: 'Zatwierdzenie',
      kind: 'select',
      chipOnly: true,
      options: [{ value: 'me', label: 'czeka na moje' }],
    },
  ];
}

const COUNTED = [
  { value: 'yes', label: 'liczy się' },
  { value: 'no', label: 'nie liczy się' },
];

/** The views opened most, each with what waits in it. */
export function protocolTabs(query: ProtocolListQuery, actor: Actor, choices: ProtocolChoices) {
  const isMine = query.technician === actor.personId && query.state === 'DRAFT';
  const isReturned = query.technician === actor.personId && query.state === 'RETURNED';
  const tabs = [
    {
      label: 'Wszystkie',
      href: LIST_PATH,
      count: null,
      current: !query.awaiting && !isMine && !isReturned,
      shown: true,
    },
    {
      label: 'Czekają na moje zatwierdzenie',
      href: `${LIST_PATH}?awaiting=me`,
      count: choices.awaiting,
      current: query.awaiting === 'me',
      shown: mayEver(actor, 'protocol.approve'),
    },
    {
      label: 'Moje robocze',
      href: `${LIST_PATH}?technician=${actor.personId}&state=DRAFT`,
      count: null,
      current: isMine,
      shown: mayEver(actor, 'protocol.prepare'),
    },
    {
      label: 'Do poprawy',
      href: `${LIST_PATH}?technician=${actor.personId}&state=RETURNED`,
      count: null,
      current: isReturned,
      shown: mayEver(actor, 'protocol.prepare'),
    },
  ];
  return tabs.filter(({ shown }) => shown).map(({ shown: _shown, ...tab }) => tab);
}
