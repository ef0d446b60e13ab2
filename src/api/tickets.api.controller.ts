import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { TicketMessagesService } from '../tickets/ticket-messages.service.js';
import { ticketNumberFromPath } from '../tickets/ticket-number.js';
import { ticketEvents, ticketMessages } from '../tickets/ticket-page.query.js';
import { Answers, page, pageOf, pageQuery } from './answers.js';
import { eventView, messageView, ticketView } from './ticket-views.js';
import {
  eventSchema,
  messageSchema,
  newMessageSchema,
  newTicketSchema,
  ticketPatch,
  ticketQuery,
  ticketSchema,
} from './ticket.schema.js';
import { TicketsApiService } from './tickets-api.service.js';

/** Tickets, their messages and their timeline. `{number}` is `ZG-2026-000123`. */
@ApiTags('tickets')
@Controller('api/v1/tickets')
export class TicketsApiController {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly api: TicketsApiService,
    private readonly messages: TicketMessagesService,
  ) {}

  @Get()
  @Requires('ticket.list')
  @Answers(pageOf(ticketSchema))
  index(@CurrentUser() actor: Actor, @Query({ schema: ticketQuery }) query: z.output<typeof ticketQuery>) {
    return this.api.list(actor, query, this.clock.now());
  }

  @Post()
  @HttpCode(201)
  @Requires('ticket.register')
  @Answers(ticketSchema, 201)
  async create(@CurrentUser() actor: Actor, @Body({ schema: newTicketSchema }) body: z.output<typeof newTicketSchema>) {
    const number = await this.api.create(actor, body, this.clock.now());
    return ticketView(await this.api.find(actor, number));
  }

  @Get(':number')
  @Requires('ticket.view')
  @Answers(ticketSchema)
  async show(@CurrentUser() actor: Actor, @Param('number') number: string) {
    return ticketView(await this.api.find(actor, ticketNumberFromPath(number)));
  }

  @Patch(':number')
  @Requires('ticket.work')
  @Answers(ticketSchema)
  async update(
    @CurrentUser() actor: Actor,
    @Param('number') number: string,
    @Body({ schema: ticketPatch }) body: z.output<typeof ticketPatch>,
  ) {
    return ticketView(await this.api.patch(actor, ticketNumberFromPath(number), body, this.clock.now()));
  }

  @Get(':number/messages')
  @Requires('ticket.view')
  @Answers(pageOf(messageSchema))
  async indexMessages(
    @CurrentUser() actor: Actor,
    @Param('number') number: string,
    @Query({ schema: pageQuery }) { limit, cursor }: z.output<typeof pageQuery>,
  ) {
    const ticket = await this.api.find(actor, ticketNumberFromPath(number));
    const rows = await ticketMessages(this.db.manager, ticket.id, {
      afterId: Number(cursor) || 0,
      limit: limit + 1,
      withHtml: true,
      withNotes: can(actor, 'ticket.read-internal', ticket),
    });
    return page(rows, limit, messageView, ({ id }) => String(id));
  }

  @Post(':number/messages')
  @HttpCode(201)
  @Requires('ticket.work')
  @Answers(messageSchema, 201)
  async createMessage(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body({ schema: newMessageSchema }) { direction, text }: z.output<typeof newMessageSchema>,
  ) {
    const number = ticketNumberFromPath(path);
    const at = this.clock.now();
    const id = await (direction === 'note'
      ? this.messages.note(actor, { number, text }, at)
      : this.messages.reply(actor, { number, text }, at));
    const ticket = await this.api.find(actor, number);
    const [row] = await ticketMessages(this.db.manager, ticket.id, {
      afterId: id - 1,
      limit: 1,
      withHtml: true,
      withNotes: true,
    });
    return messageView(row!);
  }

  @Get(':number/events')
  @Requires('ticket.view')
  @Answers(pageOf(eventSchema))
  async indexEvents(
    @CurrentUser() actor: Actor,
    @Param('number') number: string,
    @Query({ schema: pageQuery }) { limit, cursor }: z.output<typeof pageQuery>,
  ) {
    const ticket = await this.api.find(actor, ticketNumberFromPath(number));
    const rows = await ticketEvents(this.db.manager, ticket.id, {
      afterId: Number(cursor) || 0,
      limit: limit + 1,
      withInternal: can(actor, 'ticket.read-internal', ticket),
    });
    return page(rows, limit, eventView, ({ id }) => String(id));
  }
}
