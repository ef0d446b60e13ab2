import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, Redirect, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { answerForm } from '../rendering/answer-form.js';
import { findProtocolId } from './protocol-document.query.js';
import { filterOf, LIST_PATH, PAGE_SIZE, protocolListQuery, protocolListView, protocolTabs } from './protocol-list.js';
import { countProtocols, listProtocols, protocolChoices } from './protocol-list.query.js';
import { newProtocolForm, ProtocolNewPage } from './protocol-new-page.js';
import { parseProtocolNumber } from './protocol-number.js';
import { ProtocolPage } from './protocol-page.js';
import { RepairProtocolsService } from './repair-protocols.service.js';

/** From which page somebody comes; anything else counts as not said. */
const newProtocolQuery = z.object({
  ticket: z.string().optional().catch(undefined),
  outage: z.string().optional().catch(undefined),
});

/** The list of protocols, the beginning of a new one, and the page of one. */
@Controller('repair-protocols')
export class RepairProtocolsController {
  constructor(
    private readonly db: DataSource,
    private readonly protocols: RepairProtocolsService,
    private readonly page: ProtocolPage,
    private readonly newPage: ProtocolNewPage,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('protocol.list')
  @Render('pages/repair-protocols/list')
  async index(@CurrentUser() actor: Actor, @Query() raw: Record<string, unknown>) {
    const query = protocolListQuery.parse(raw);
    const { timeZone } = this.config;
    const rows = await listProtocols(this.db.manager, actor, filterOf(query), {
      sort: query.sort,
      descending: query.dir === 'desc',
      cursor: query.cursor,
      limit: PAGE_SIZE + 1,
      timeZone,
    });
    const choices = await protocolChoices(this.db.manager, actor);
    return {
      protocols: rows.slice(0, PAGE_SIZE),
      total: await countProtocols(this.db.manager, actor, filterOf(query), timeZone),
      tabs: protocolTabs(query, actor, choices),
      list: protocolListView(raw, query, rows, choices, localYear(this.clock.now(), timeZone)),
      canPrepare: mayEver(actor, 'protocol.prepare'),
    };
  }

  @Get('new')
  @Requires('protocol.prepare')
  @Render('pages/repair-protocols/new')
  new(@CurrentUser() actor: Actor, @Query() query: Record<string, unknown>) {
    const { ticket, outage } = newProtocolQuery.parse(query);
    return this.newPage.view(actor, ticket, outage);
  }

  @Post()
  @Requires('protocol.prepare')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await answerForm(reply, {
      schema: newProtocolForm,
      body,
      act: (data) => this.begin(actor, data),
      done: (id) => ({ to: `${LIST_PATH}/${id}/edit`, text: 'Projekt protokołu jest gotowy do uzupełnienia.' }),
      template: 'pages/repair-protocols/new',
      again: (form) => {
        const { ticket } = form.values;
        return this.newPage.view(actor, typeof ticket === 'string' ? ticket : undefined, undefined, form);
      },
    });
  }

  /** A number as it stands in documents, with hyphens: `PN-12-2026`. */
  @Get('PN-:sequence-:year')
  @Requires('protocol.list')
  @Redirect()
  async showByNumber(@Param('sequence') sequence: string, @Param('year') year: string) {
    const number = parseProtocolNumber(`PN/${sequence}/${year}`);
    const id = found(number && (await findProtocolId(this.db.manager, number)), 'repair-protocol');
    return { url: `${LIST_PATH}/${id}`, statusCode: 302 };
  }

  @Get(':id')
  @Requires('protocol.list')
  @Render('pages/repair-protocols/show')
  show(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Query('revision', new ParseIntPipe({ optional: true })) revision?: number,
  ) {
    return this.page.view(actor, id, this.clock.now(), revision);
  }

  /** A new intervention, or a correction of what the ticket's earlier protocol says about the same repair. */
  private async begin(actor: Actor, form: ReturnType<typeof newProtocolForm.parse>): Promise<number> {
    const { ticketNumber, inventoryNumber, outageId, corrects, reason } = form;
    if (corrects !== null) {
      await this.protocols.startRevision(actor, { id: corrects, reason }, this.clock.now());
      return corrects;
    }
    return (await this.protocols.draft(actor, { ticketNumber, inventoryNumber, outageId }, this.clock.now())).id;
  }
}
