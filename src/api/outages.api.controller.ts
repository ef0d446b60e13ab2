import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { findOutage, type OutageDocument } from '../outages/outage-document.query.js';
import { listOutages } from '../outages/outage-list.query.js';
import { type OutageData, OutagesService } from '../outages/outages.service.js';
import { Answers, idFromPath, page, pageOf, shown } from './answers.js';
import { assetIdOfNumber } from './named-rows.js';
import {
  newOutageSchema,
  outageDetailSchema,
  outageEnd,
  outagePatch,
  outageQuery,
  outageSchema,
} from './outage.schema.js';

/** Outages of servers. Instants carry their offset, so no hour is told twice. */
@ApiTags('outages')
@Controller('api/v1/outages')
export class OutagesApiController {
  constructor(
    private readonly db: DataSource,
    private readonly outages: OutagesService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('outage.list')
  @Answers(pageOf(outageSchema))
  async index(@CurrentUser() actor: Actor, @Query({ schema: outageQuery }) query: z.output<typeof outageQuery>) {
    const { year, cause, asset, state, counted, undocumented, limit, cursor } = query;
    const filter = {
      ...{ year, cause },
      assetId: asset === undefined ? undefined : await assetIdOfNumber(this.db.manager, asset, 'asset'),
      open: state && state === 'open',
      counted: counted && counted === 'yes',
      undocumented: undocumented === '1',
    };
    const order = { sort: 'startedAt', descending: true, timeZone: this.config.timeZone } as const;
    const rows = await listOutages(this.db.manager, actor, filter, { ...order, cursor, limit: limit + 1 });
    return page(
      rows,
      limit,
      (row) => shown(outageSchema, row),
      (row) => row.cursor,
    );
  }

  @Post()
  @HttpCode(201)
  @Requires('outage.manage')
  @Answers(outageDetailSchema, 201)
  async create(@CurrentUser() actor: Actor, @Body({ schema: newOutageSchema }) body: z.output<typeof newOutageSchema>) {
    const { id } = await this.outages.start(actor, dataOf(body), this.clock.now());
    return this.view(actor, id);
  }

  @Get(':id')
  @Requires('outage.list')
  @Answers(outageDetailSchema)
  show(@CurrentUser() actor: Actor, @Param('id') path: string) {
    return this.view(actor, idFromPath(path, 'outage'));
  }

  @Patch(':id')
  @Requires('outage.manage')
  @Answers(outageDetailSchema)
  async update(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: outagePatch }) body: z.output<typeof outagePatch>,
  ) {
    const id = idFromPath(path, 'outage');
    const data = dataOf({ ...bodyOf(await this.find(actor, id)), ...body });
    await this.outages.change(actor, { id, data }, this.clock.now());
    return this.view(actor, id);
  }

  @Post(':id/end')
  @HttpCode(200)
  @Requires('outage.manage')
  @Answers(outageDetailSchema)
  async createEnd(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: outageEnd }) { endedAt }: z.output<typeof outageEnd>,
  ) {
    const id = idFromPath(path, 'outage');
    await this.outages.end(actor, { id, endedAt: new Date(endedAt) }, this.clock.now());
    return this.view(actor, id);
  }

  private async find(actor: Actor, id: number): Promise<OutageDocument> {
    return found(await findOutage(this.db.manager, actor, id), 'outage');
  }

  private async view(actor: Actor, id: number) {
    return shown(outageDetailSchema, await this.find(actor, id));
  }
}

function dataOf(body: z.output<typeof newOutageSchema>): OutageData {
  const { inventoryNumber, systemName, cause, serviceInterrupted, description, ticketNumber, incidentId } = body;
  return {
    ...{ inventoryNumber, systemName, cause, serviceInterrupted },
    startedAt: new Date(body.startedAt),
    endedAt: body.endedAt ? new Date(body.endedAt) : null,
    description: description ?? '',
    ticketNumber: ticketNumber ? ticketNumber.toUpperCase().replaceAll('-', '/') : null,
    incident: incidentId ?? null,
  };
}

/** What is recorded, as a request would say it. */
function bodyOf(outage: OutageDocument): z.output<typeof newOutageSchema> {
  return {
    ...outage,
    startedAt: outage.startedAt.toISOString(),
    endedAt: outage.endedAt?.toISOString() ?? null,
  };
}
