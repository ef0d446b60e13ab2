import { Controller, Get, Query, Render } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { listUnits } from '../directory/directory.queries.js';
import { options } from '../rendering/labels.js';
import { idFilter, searchFilter } from '../rendering/form-fields.js';
import { listView } from '../rendering/list-view.js';
import { countRequests, listRequests, REQUEST_SORTS, type RequestFilter } from './purchase-request-list.query.js';
import { REQUEST_STATES } from './purchase-request-state.js';

const PAGE_SIZE = 50;
/** Decisions that wait are few; more of them are found by the tab. */
const SHOWN_DECISIONS = 10;

/** What the address of the list may say; anything else counts as not said. */
const listQuery = z.object({
  q: searchFilter,
  state: z
    .enum([...REQUEST_STATES, 'open'])
    .optional()
    .catch(undefined),
  view: z.enum(['mine', 'decisions']).optional().catch(undefined),
  unit: idFilter,
  year: z.coerce.number().int().min(2000).max(2100).optional().catch(undefined),
  sort: z.enum(REQUEST_SORTS).catch('newest'),
  dir: z.enum(['asc', 'desc']).catch('desc'),
  cursor: z.string().max(500).optional().catch(undefined),
});
type ListQuery = z.output<typeof listQuery>;

/** All requests that a person may see, those that wait for their decision first. */
@Controller('purchase-requests')
export class PurchaseRequestListController {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('purchase.list')
  @Render('pages/purchase-requests/list')
  async index(@CurrentUser() actor: Actor, @Query() raw: Record<string, unknown>) {
    const query = listQuery.parse(raw);
    const tx = this.db.manager;
    const page = { sort: query.sort, descending: query.dir === 'desc', cursor: query.cursor, limit: PAGE_SIZE + 1 };
    const rows = await listRequests(tx, actor, filterOf(query, actor), page);
    const counts = await countRequests(tx, actor);
    const requests = rows.slice(0, PAGE_SIZE);
    const isPlain = Object.keys(raw).length === 0;
    return {
      requests,
      decisions:
        isPlain && counts.awaitingMe > 0
          ? await listRequests(
              tx,
              actor,
              { awaitingMe: true },
              { sort: 'updated', descending: false, limit: SHOWN_DECISIONS },
            )
          : [],
      tabs: tabsOf(query, counts, mayEver(actor, 'purchase.decide')),
      mayPrepare: mayEver(actor, 'purchase.prepare'),
      seesBudget: mayEver(actor, 'budget.view'),
      list: listView({
        path: '/purchase-requests',
        query: raw,
        columns: COLUMNS,
        filters: await this.filters(),
        sort: { by: query.sort, direction: query.dir },
        count: requests.length,
        nextCursor: rows.length > PAGE_SIZE ? requests.at(-1)!.cursor : null,
      }),
    };
  }

  private async filters() {
    const today = localDate(this.clock.now(), this.config.timeZone);
    const units = await listUnits(this.db.manager, today);
    const year = Number(today.slice(0, 4));
    return [
      { name: 'q', label: 'Szukaj', kind: 'search' as const },
      {
        name: 'state',
        label: 'Stan',
        kind: 'select' as const,
        options: [{ value: 'open', label: 'W toku' }, ...options('purchaseState')],
      },
      {
        name: 'unit',
        label: 'Komórka',
        kind: 'select' as const,
        options: units.map(({ id, symbol }) => ({ value: String(id), label: symbol })),
      },
      {
        name: 'year',
        label: 'Rok',
        kind: 'select' as const,
        options: [year, year - 1, year - 2, year - 3].map((item) => ({ value: String(item), label: String(item) })),
      },
      {
        name: 'view',
        label: 'Widok',
        kind: 'select' as const,
        chipOnly: true,
        options: [
          { value: 'mine', label: 'moje' },
          { value: 'decisions', label: 'czekają na moją decyzję' },
        ],
      },
    ];
  }
}

const COLUMNS = [
  { id: 'number', label: 'Numer', sortable: true, class: 'cell-fit' },
  { id: 'subject', label: 'Przedmiot' },
  { id: 'unit', label: 'Komórka', class: 'cell-fit' },
  { id: 'requester', label: 'Wnioskujący' },
  { id: 'state', label: 'Stan' },
  { id: 'value', label: 'Brutto', sortable: true, class: 'num' },
  { id: 'updated', label: 'Zmiana', sortable: true, class: 'cell-fit' },
];

function filterOf({ q, state, unit, year, view }: ListQuery, actor: Actor): RequestFilter {
  return {
    q,
    state,
    unitId: unit,
    year,
    requesterId: view === 'mine' ? actor.personId : undefined,
    awaitingMe: view === 'decisions',
  };
}

function tabsOf(query: ListQuery, counts: { awaitingMe: number; open: number }, decides: boolean) {
  const path = '/purchase-requests';
  const decisions = {
    label: 'Do mojej decyzji',
    href: `${path}?view=decisions`,
    count: counts.awaitingMe,
    current: query.view === 'decisions',
  };
  return [
    { label: 'Wszystkie', href: path, count: null, current: !query.view && !query.state },
    ...(decides ? [decisions] : []),
    { label: 'W toku', href: `${path}?state=open`, count: counts.open, current: !query.view && query.state === 'open' },
    { label: 'Moje', href: `${path}?view=mine`, count: null, current: query.view === 'mine' },
  ];
}
