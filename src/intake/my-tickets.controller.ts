import { Controller, Get, Query, Render } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { listView } from '../rendering/list-view.js';
import { myTickets } from './my-tickets.query.js';

const PAGE_SIZE = 25;
const listQuery = z.object({
  status: z.enum(['open', 'any']).catch('open'),
  cursor: z.coerce.number().int().positive().optional().catch(undefined),
});

/** What an employee has asked, and what became of it. */
@Controller('my-tickets')
export class MyTicketsController {
  constructor(private readonly db: DataSource) {}

  @Get()
  @Requires('form.use')
  @Render('pages/form/my-tickets')
  async index(@CurrentUser() actor: Actor, @Query() raw: Record<string, unknown>) {
    const { status, cursor } = listQuery.parse(raw);
    const rows = await myTickets(this.db.manager, actor, {
      openOnly: status === 'open',
      beforeId: cursor ?? null,
      limit: PAGE_SIZE + 1,
    });
    const tickets = rows.slice(0, PAGE_SIZE);
    return {
      tickets,
      tabs: [
        { label: 'W toku', href: '/my-tickets', count: null, current: status === 'open' },
        { label: 'Wszystkie', href: '/my-tickets?status=any', count: null, current: status === 'any' },
      ],
      isOpenOnly: status === 'open',
      list: listView({
        path: '/my-tickets',
        query: raw,
        // Kept in the address by paging; the tabs choose it.
        filters: [{ name: 'status', label: 'Stan', kind: 'select', chipOnly: true, options: [] }],
        columns: [
          { id: 'number', label: 'Numer', class: 'cell-fit' },
          { id: 'subject', label: 'Temat' },
          { id: 'status', label: 'Stan' },
          { id: 'created', label: 'Zgłoszono', class: 'cell-fit' },
          { id: 'updated', label: 'Ostatnia zmiana', class: 'cell-fit' },
        ],
        count: tickets.length,
        nextCursor: rows.length > PAGE_SIZE ? String(tickets.at(-1)!.id) : null,
      }),
    };
  }
}
