import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../common/clock.js';
import { localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { answerForm } from '../rendering/answer-form.js';
import { endForm, outageForm } from './outage-form.js';
import { filterOf, LIST_PATH, outageListQuery, outageListView, outageTabs, PAGE_SIZE } from './outage-list.js';
import { listOutages, outageChoices, type OutageListRow } from './outage-list.query.js';
import { OutagePage } from './outage-page.js';
import { OutagesService } from './outages.service.js';
import { ticketOfOutage } from './outage-ticket.query.js';

/** Outages: the list, one of them, recording, ending, correcting. */
@Controller('outages')
export class OutagesController {
  private readonly outageForm;
  private readonly endForm;

  constructor(
    private readonly db: DataSource,
    private readonly outages: OutagesService,
    private readonly page: OutagePage,
    private readonly calendars: CalendarService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {
    this.outageForm = outageForm(config.timeZone);
    this.endForm = endForm(config.timeZone);
  }

  @Get()
  @Requires('outage.list')
  @Render('pages/outages/list')
  async index(@CurrentUser() actor: Actor, @Query() raw: Record<string, unknown>) {
    const query = outageListQuery.parse(raw);
    const { timeZone } = this.config;
    const now = this.clock.now();
    const rows = await listOutages(this.db.manager, actor, filterOf(query), {
      sort: query.sort,
      descending: query.dir === 'desc',
      cursor: query.cursor,
      limit: PAGE_SIZE + 1,
      timeZone,
    });
    const choices = await outageChoices(this.db.manager);
    return {
      outages: await this.withWorkingTime(rows.slice(0, PAGE_SIZE), now),
      tabs: outageTabs(query, choices),
      list: outageListView(raw, query, rows, choices, localYear(now, timeZone)),
      canManage: mayEver(actor, 'outage.manage'),
    };
  }

  @Get('new')
  @Requires('outage.manage')
  @Render('pages/outages/edit')
  async new(@CurrentUser() actor: Actor, @Query('ticket') number?: unknown) {
    const ticket =
      typeof number === 'string' && number
        ? await ticketOfOutage(this.db.manager, actor, number.replaceAll('-', '/'))
        : null;
    return this.page.new(this.clock.now(), ticket);
  }

  @Post()
  @Requires('outage.manage')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const at = this.clock.now();
    await answerForm(reply, {
      schema: this.outageForm,
      body,
      act: (data) => this.outages.start(actor, data, at),
      done: ({ id }) => ({ to: `${LIST_PATH}/${id}`, text: 'Przestój został wpisany.' }),
      template: 'pages/outages/edit',
      again: (form) => this.page.new(at, null, form),
    });
  }

  @Get(':id')
  @Requires('outage.list')
  @Render('pages/outages/show')
  show(@CurrentUser() actor: Actor, @Param('id', ParseIntPipe) id: number) {
    return this.page.show(actor, id, this.clock.now());
  }

  @Get(':id/edit')
  @Requires('outage.manage')
  @Render('pages/outages/edit')
  edit(@CurrentUser() actor: Actor, @Param('id', ParseIntPipe) id: number) {
    return this.page.edit(actor, id, this.clock.now());
  }

  @Post(':id/edit')
  @Requires('outage.manage')
  async update(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const at = this.clock.now();
    await answerForm(reply, {
      schema: this.outageForm,
      body,
      act: (data) => this.outages.change(actor, { id, data }, at),
      done: () => ({ to: `${LIST_PATH}/${id}`, text: 'Dane przestoju zostały poprawione.' }),
      template: 'pages/outages/edit',
      again: (form) => this.page.edit(actor, id, at, form),
    });
  }

  @Post(':id/end')
  @Requires('outage.manage')
  async createEnd(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const at = this.clock.now();
    await answerForm(reply, {
      schema: this.endForm,
      body,
      act: (data) => this.outages.end(actor, { id, ...data }, at),
      done: () => ({ to: `${LIST_PATH}/${id}`, text: 'Koniec przestoju został wpisany.' }),
      template: 'pages/outages/show',
      again: (form) => this.page.show(actor, id, at, form),
    });
  }

  private async withWorkingTime(rows: readonly OutageListRow[], now: Date) {
    const calendar = await this.calendars.load();
    return rows.map((row) => {
      const end = row.endedAt ?? now;
      return { ...row, workingMinutes: end > row.startedAt ? calendar.minutesBetween(row.startedAt, end) : 0 };
    });
  }
}
