import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { ProtocolDecisionsService } from '../repairs/protocol-decisions.service.js';
import { RepairProtocolsService } from '../repairs/repair-protocols.service.js';
import { Answers, pageOf } from './answers.js';
import {
  newProtocolSchema,
  protocolCorrection,
  protocolPatch,
  protocolQuery,
  protocolRefusal,
  protocolSchema,
  protocolStep,
  protocolSummarySchema,
} from './repair-protocol.schema.js';
import { RepairProtocolsApiService } from './repair-protocols-api.service.js';

/** Repair protocols and what is decided about them. */
@ApiTags('repair-protocols')
@Controller('api/v1/repair-protocols')
export class RepairProtocolsApiController {
  constructor(
    private readonly api: RepairProtocolsApiService,
    private readonly protocols: RepairProtocolsService,
    private readonly decisions: ProtocolDecisionsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('protocol.list')
  @Answers(pageOf(protocolSummarySchema))
  index(@CurrentUser() actor: Actor, @Query({ schema: protocolQuery }) query: z.output<typeof protocolQuery>) {
    return this.api.list(actor, query);
  }

  @Post()
  @HttpCode(201)
  @Requires('protocol.prepare')
  @Answers(protocolSchema, 201)
  async create(
    @CurrentUser() actor: Actor,
    @Body({ schema: newProtocolSchema }) body: z.output<typeof newProtocolSchema>,
  ) {
    return this.api.view(actor, String(await this.api.draft(actor, body, this.clock.now())));
  }

  @Get(':id')
  @Requires('protocol.list')
  @Answers(protocolSchema)
  show(@CurrentUser() actor: Actor, @Param('id') path: string) {
    return this.api.view(actor, path);
  }

  @Patch(':id')
  @Requires('protocol.prepare')
  @Answers(protocolSchema)
  async update(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: protocolPatch }) body: z.output<typeof protocolPatch>,
  ) {
    await this.api.patch(actor, path, body, this.clock.now());
    return this.api.view(actor, path);
  }

  @Post(':id/submission')
  @HttpCode(200)
  @Requires('protocol.prepare')
  @Answers(protocolSchema)
  createSubmission(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: protocolStep }) body: z.output<typeof protocolStep>,
  ) {
    return this.step(actor, path, (id, at) => this.decisions.submit(actor, { id, ...body }, at));
  }

  @Post(':id/approval')
  @HttpCode(200)
  @Requires('protocol.approve')
  @Answers(protocolSchema)
  createApproval(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: protocolStep }) body: z.output<typeof protocolStep>,
  ) {
    return this.step(actor, path, (id, at) => this.decisions.approve(actor, { id, ...body }, at));
  }

  @Post(':id/return')
  @HttpCode(200)
  @Requires('protocol.approve')
  @Answers(protocolSchema)
  createReturn(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: protocolRefusal }) body: z.output<typeof protocolRefusal>,
  ) {
    return this.step(actor, path, (id, at) => this.decisions.return(actor, { id, ...body }, at));
  }

  @Post(':id/annulment')
  @HttpCode(200)
  @Requires('protocol.annul')
  @Answers(protocolSchema)
  createAnnulment(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: protocolRefusal }) body: z.output<typeof protocolRefusal>,
  ) {
    return this.step(actor, path, (id, at) => this.decisions.annul(actor, { id, ...body }, at));
  }

  /** Starts a correction of an approved protocol; until it is approved the earlier revision holds. */
  @Post(':id/revisions')
  @HttpCode(201)
  @Requires('protocol.prepare')
  @Answers(protocolSchema, 201)
  createRevision(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: protocolCorrection }) { reason }: z.output<typeof protocolCorrection>,
  ) {
    return this.step(actor, path, (id, at) => this.protocols.startRevision(actor, { id, reason }, at));
  }

  /** Who may not see the protocol is told that there is none, before anything is decided. */
  private async step(actor: Actor, path: string, act: (id: number, at: Date) => Promise<unknown>) {
    const { id } = await this.api.find(actor, path);
    await act(id, this.clock.now());
    return this.api.view(actor, path);
  }
}
