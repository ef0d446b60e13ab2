import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { PurchaseRequestsService } from '../purchases/purchase-requests.service.js';
import { Answers, pageOf } from './answers.js';
import {
  newRequestSchema,
  requestPatch,
  requestQuery,
  requestSchema,
  requestSummarySchema,
  requestWithdrawal,
} from './purchase-request.schema.js';
import { PurchaseRequestsApiService } from './purchase-requests-api.service.js';

/** Purchase requests: writing, handing in, taking back. `{id}` is an id or a number, `WZ-7-2026`. */
@ApiTags('purchase-requests')
@Controller('api/v1/purchase-requests')
export class PurchaseRequestsApiController {
  constructor(
    private readonly api: PurchaseRequestsApiService,
    private readonly requests: PurchaseRequestsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('purchase.list')
  @Answers(pageOf(requestSummarySchema))
  index(@CurrentUser() actor: Actor, @Query({ schema: requestQuery }) query: z.output<typeof requestQuery>) {
    return this.api.list(actor, query);
  }

  @Post()
  @HttpCode(201)
  @Requires('purchase.prepare')
  @Answers(requestSchema, 201)
  async create(
    @CurrentUser() actor: Actor,
    @Body({ schema: newRequestSchema }) body: z.output<typeof newRequestSchema>,
  ) {
    return this.api.view(actor, String(await this.api.draft(actor, body, this.clock.now())));
  }

  @Get(':id')
  @Requires('purchase.view')
  @Answers(requestSchema)
  show(@CurrentUser() actor: Actor, @Param('id') path: string) {
    return this.api.view(actor, path);
  }

  @Patch(':id')
  @Requires('purchase.edit')
  @Answers(requestSchema)
  async update(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: requestPatch }) body: z.output<typeof requestPatch>,
  ) {
    await this.api.patch(actor, path, body, this.clock.now());
    return this.api.view(actor, path);
  }

  @Post(':id/submission')
  @HttpCode(200)
  @Requires('purchase.edit')
  @Answers(requestSchema)
  async createSubmission(@CurrentUser() actor: Actor, @Param('id') path: string) {
    const { id } = await this.api.find(actor, path);
    await this.requests.submit(actor, id, this.clock.now());
    return this.api.view(actor, path);
  }

  @Post(':id/withdrawal')
  @HttpCode(200)
  @Requires('purchase.edit')
  @Answers(requestSchema)
  async createWithdrawal(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: requestWithdrawal }) { reason }: z.output<typeof requestWithdrawal>,
  ) {
    const { id } = await this.api.find(actor, path);
    await this.requests.withdraw(actor, { id, reason }, this.clock.now());
    return this.api.view(actor, path);
  }
}
