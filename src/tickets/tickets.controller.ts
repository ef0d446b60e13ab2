import { Controller, Get, Param, Query, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { listUnits } from '../directory/directory.queries.js';
import { listView } from '../rendering/list-view.js';
import { options } from '../rendering/labels.js';
import { pluralWord } from '../rendering/plural.js';
import { assignablePeople } from './assignable-people.query.js';
import { CATEGORIES, PRIORITIES, QUEUES, STATUSES, TRIAGE_RESULTS } from './ticket-codes.js';
import {
  countOpenTickets,
  countTickets,
  listTickets,
  type OpenCounts,
  TICKET_SORTS,
  type TicketFilter,
} from './ticket-list.query.js';
import { ticketNumberFromPath } from './ticket-number.js';
import { isFinished } from './ticket-status.js';
import { TicketPage } from './ticket-page.js';

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

/** The queue list and the page of a ticket. */
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    private readonly ticketPage: TicketPage,
  ) {}

  @Get()
  @Requires('ticket.list')
  @Render('pages/tickets/list')
  async index(@CurrentUser() actor: Actor, @Query() raw: Record<string, unknown>) {
    const query = listQuery.parse(raw);
    const now = this.clock.now();
    const today = localDate(now, this.config.timeZone);
    const tx = this.db.manager;
    const rows = await listTickets(tx, actor, filterOf(query, actor), {
      sort: { by: query.sort, direction: query.dir },
      cursor: query.cursor,
      limit: PAGE_SIZE + 1,
      now,
    });
    const counts = await countOpenTickets(tx, actor, now);
    const tickets = rows.slice(0, PAGE_SIZE);
    return {
      summary: query.q ? await this.foundCount(actor, query, rows.length, now) : null,
      tickets: tickets.map((ticket) => ({
        ...ticket,
        isOpen: !isFinished(ticket.status) && ticket.status !== 'RESOLVED',
      })),
      tabs: tabsOf(query, counts),
      list: listView({
        path: '/tickets',
        query: raw,
        columns: COLUMNS,
        filters: await this.filters(today),
        sort: { by: query.sort, direction: query.dir },
        count: tickets.length,
        nextCursor: rows.length > PAGE_SIZE ? tickets.at(-1)!.cursor : null,
      }),
    };
  }

  /** A number typed or pasted with slashes. */
  @Get('ZG/:year/:sequence')
  @Requires('ticket.view')
  @Redirect()
  showBySlashes(@Param('year') year: string, @Param('sequence') sequence: string) {
    return { url: `/tickets/${encodeURIComponent(`ZG-${year}-${sequence}`)}`, statusCode: 302 };
  }

  @Get(':number')
  @Requires('ticket.view')
  @Render('pages/tickets/show')
  show(@CurrentUser() actor: Actor, @Param('number') number: string, @Req() request: FastifyRequest) {
    return this.ticketPage.view(actor, ticketNumberFromPath(number), this.clock.now(), request.url);
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

  private async filters(today: string) {
    const people = await assignablePeople(this.db.manager, today, null);
    const units = await listUnits(this.db.manager, today);
    return [
      { name: 'q', label: 'Szukaj', kind: 'search' as const },
      {
        name: 'status',
        label: 'Stan',
        kind: 'select' as const,
        any: 'Otwarte',
        options: [...options('ticketStatus'), { value: 'any', label: 'Wszystkie' }],
      },
      { name: 'queue', label: 'Kolejka', kind: 'select' as const, options: options('queue') },
      { name: 'category', label: 'Kategoria', kind: 'select' as const, options: options('category') },
      { name: 'priority', label: 'Priorytet', kind: 'select' as const, options: options('priority') },
      {
        name: 'assignee',
        label: 'Osoba',
        kind: 'select' as const,
        options: [
          { value: 'me', label: 'Ja' },
          { value: 'none', label: 'Nieprzydzielone' },
          ...people.map(({ id, name }) => ({ value: String(id), label: name })),
        ],
      },
      {
        name: 'unit',
        label: 'Komórka',
        kind: 'select' as const,
        options: units.map(({ id, symbol }) => ({ value: String(id), label: symbol })),
      },
      {
        name: 'triageResult',
        label: 'Wynik triażu',
        kind: 'select' as const,
        chipOnly: true,
        options: options('triageResult'),
      },
      {
        name: 'overdue',
        label: 'Termin',
        kind: 'select' as const,
        chipOnly: true,
        options: [{ value: '1', label: 'po terminie' }],
      },
    ];
  }
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
