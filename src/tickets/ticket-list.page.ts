import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { options } from '../rendering/labels.js';
import { type ListFilter, listView } from '../rendering/list-view.js';
import { pluralWord } from '../rendering/plural.js';
import { withQuery } from '../rendering/url.js';
import { CATEGORIES, PRIORITIES, QUEUES, STATUSES, TRIAGE_RESULTS } from './ticket-codes.js';
import { type TicketListChoices, ticketListChoices } from './ticket-list-choices.query.js';
import {
  countOpenTickets,
  countTickets,
  listTickets,
  type OpenCounts,
  TICKET_SORTS,
  type TicketFilter,
} from './ticket-list.query.js';
import { isFinished } from './ticket-status.js';

const PAGE_SIZE = 50;
const MAX_COUNTED = 1000;

/** What the address of the list may say; anything else counts as not said. */
const listQuery = z.object({
  q: z.string().max(200).optional().catch(undefined),
  status: z.enum([...STATUSES, 'open', 'any']).catch('open'),
  queue: z.enum(QUEUES).optional().catch(undefined),
  category: z.enum(CATEGORIES).optional().catch(undefined),
  priority: z.enum(PRIORITIES).optional().catch(undefined),
  triageResult: z.enum(TRIAGE_RESULTS).optional().catch(undefined),
  assignee: z
    .union([z.literal('me'), z.literal('none'), z.coerce.number().int().positive()])
    .optional()
    .catch(undefined),
  unit: z.coerce.number().int().positive().optional().catch(undefined),
  overdue: z.literal('1').optional().catch(undefined),
  sort: z.enum(TICKET_SORTS).catch('number'),
  dir: z.enum(['asc', 'desc']).catch('desc'),
  cursor: z.string().max(500).optional().catch(undefined),
});
type ListQuery = z.output<typeof listQuery>;

/** Puts together the queue list: three SQL whatever is shown, one more to count what a search found. */
@Injectable()
export class TicketListPage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  /**
   * @param raw the query of the page's address
   * @param refused the form of bulk changes, to be shown again with what was ticked and chosen
   */
  async view(actor: Actor, raw: Record<string, unknown>, now: Date, refused?: FormView) {
    const query = listQuery.parse(raw);
    const tx = this.db.manager;
    const rows = await listTickets(tx, actor, filterOf(query, actor), {
      sort: { by: query.sort, direction: query.dir },
      cursor: query.cursor,
      limit: PAGE_SIZE + 1,
      now,
    });
    const counts = await countOpenTickets(tx, actor, now);
    const choices = await ticketListChoices(tx, localDate(now, this.config.timeZone));
    const tickets = rows.slice(0, PAGE_SIZE);
    const bulkForm = refused ?? emptyForm();
    const ticked = [bulkForm.values.numbers ?? []].flat();
    return {
      summary: query.q ? await this.foundCount(actor, query, rows.length, now) : null,
      tickets: tickets.map((ticket) => ({
        ...ticket,
        isOpen: !isFinished(ticket.status) && ticket.status !== 'RESOLVED',
        isTicked: ticked.includes(ticket.number),
      })),
      tabs: tabsOf(query, counts),
      canChange: mayEver(actor, 'ticket.work'),
      canRegister: mayEver(actor, 'ticket.register'),
      listHref: withQuery('/tickets', raw),
      bulkForm,
      bulk: {
        people: choices.people.map(({ id, name }) => ({ value: String(id), label: name })),
        categories: options('category'),
        queues: options('queue'),
      },
      list: listView({
        path: '/tickets',
        query: raw,
        columns: COLUMNS,
        filters: filtersOf(choices),
        sort: { by: query.sort, direction: query.dir },
        count: tickets.length,
        nextCursor: rows.length > PAGE_SIZE ? tickets.at(-1)!.cursor : null,
      }),
    };
  }

  /** What a search found, in words; far more than anyone reads is not counted. */
  private async foundCount(actor: Actor, query: ListQuery, rowCount: number, now: Date): Promise<string> {
    const isWhole = rowCount <= PAGE_SIZE && query.cursor === undefined;
    const filter = filterOf(query, actor);
    const found = isWhole
      ? rowCount
      : await countTickets(this.db.manager, actor, filter, { now, limit: MAX_COUNTED + 1 });
    if (found > MAX_COUNTED) return `Znaleziono ponad ${MAX_COUNTED} zgłoszeń`;
    return `Znaleziono ${found} ${pluralWord(found, 'ticket')}`;
  }
}

function filtersOf({ people, units }: TicketListChoices): ListFilter[] {
  return [
    { name: 'q', label: 'Szukaj', kind: 'search' },
    {
      name: 'status',
      label: 'Stan',
      kind: 'select',
      any: 'Otwarte',
      options: [...options('ticketStatus'), { value: 'any', label: 'Wszystkie' }],
    },
    { name: 'queue', label: 'Kolejka', kind: 'select', options: options('queue') },
    { name: 'category', label: 'Kategoria', kind: 'select', options: options('category') },
    { name: 'priority', label: 'Priorytet', kind: 'select', options: options('priority') },
    {
      name: 'assignee',
      label: 'Osoba',
      kind: 'select',
      options: [
        { value: 'me', label: 'Ja' },
        { value: 'none', label: 'Nieprzydzielone' },
        ...people.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
    },
    {
      name: 'unit',
      label: 'Komórka',
      kind: 'select',
      options: units.map(({ id, symbol }) => ({ value: String(id), label: symbol })),
    },
    {
      name: 'triageResult',
      label: 'Wynik triażu',
      kind: 'select',
      chipOnly: true,
      options: options('triageResult'),
    },
    {
      name: 'overdue',
      label: 'Termin',
      kind: 'select',
      chipOnly: true,
      options: [{ value: '1', label: 'po terminie' }],
    },
  ];
}

const COLUMNS = [
  { id: 'number', label: 'Numer', sortable: true, class: 'cell-fit' },
  { id: 'subject', label: 'Temat' },
  { id: 'status', label: 'Stan' },
  { id: 'priority', label: 'Priorytet', sortable: true },
  { id: 'assignee', label: 'Prowadzi' },
  { id: 'due', label: 'Termin', sortable: true },
  { id: 'updated', label: 'Zmiana', sortable: true, class: 'cell-fit' },
];

function filterOf({ status, unit, overdue, assignee, ...query }: ListQuery, actor: Actor): TicketFilter {
  return {
    ...query,
    status: status === 'any' ? undefined : status,
    unitId: unit,
    overdue: overdue === '1',
    assignee: assignee === 'me' ? actor.personId : assignee,
  };
}

/** The views that are opened all day, each with what waits in it. */
function tabsOf(query: ListQuery, counts: OpenCounts) {
  const isOpen = query.status === 'open' && !query.q;
  return [
    {
      label: 'Otwarte',
      href: '/tickets',
      count: counts.all,
      current: isOpen && !query.assignee && !query.overdue && !query.queue,
    },
    { label: 'Moje', href: '/tickets?assignee=me', count: counts.mine, current: isOpen && query.assignee === 'me' },
    {
      label: 'Nieprzydzielone',
      href: '/tickets?assignee=none',
      count: counts.unassigned,
      current: isOpen && query.assignee === 'none',
    },
    {
      label: 'Po terminie',
      href: '/tickets?overdue=1',
      count: counts.overdue,
      current: isOpen && query.overdue === '1',
    },
    { label: 'Wszystkie', href: '/tickets?status=any', count: null, current: query.status === 'any' && !query.q },
  ];
}
