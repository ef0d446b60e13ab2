import { Controller, Get, Param, Query, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { TicketListPage } from './ticket-list.page.js';
import { ticketNumberFromPath } from './ticket-number.js';
import { TicketPage } from './ticket-page.js';

/** The queue list and the page of a ticket. */
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly clock: Clock,
    private readonly listPage: TicketListPage,
    private readonly ticketPage: TicketPage,
  ) {}

  @Get()
  @Requires('ticket.list')
  @Render('pages/tickets/list')
  index(@CurrentUser() actor: Actor, @Query() raw: Record<string, unknown>) {
    return this.listPage.view(actor, raw, this.clock.now());
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
}
