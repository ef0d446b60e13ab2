import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { AcceptanceService } from '../purchases/acceptance.service.js';
import { ProcurementService } from '../purchases/procurement.service.js';
import { PurchaseApprovalService } from '../purchases/purchase-approval.service.js';
import { Answers } from './answers.js';
import {
  requestAcceptance,
  requestClosure,
  requestDecision,
  requestOrder,
  requestProcurement,
  requestSchema,
} from './purchase-request.schema.js';
import { PurchaseRequestsApiService } from './purchase-requests-api.service.js';

/** What happens to a request once it is handed in: approvals, the order, deliveries. */
@ApiTags('purchase-requests')
@Controller('api/v1/purchase-requests/:id')
export class PurchaseStepsApiController {
  constructor(
    private readonly api: PurchaseRequestsApiService,
    private readonly approvals: PurchaseApprovalService,
    private readonly procurement: ProcurementService,
    private readonly acceptance: AcceptanceService,
    private readonly clock: Clock,
  ) {}

  /** Decides the step that the request waits for. */
  @Post('approvals')
  @HttpCode(201)
  @Requires('purchase.decide')
  @Answers(requestSchema, 201)
  createApproval(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: requestDecision }) body: z.output<typeof requestDecision>,
  ) {
    return this.step(actor, path, (id, at) => this.approvals.decide(actor, { id, ...body }, at));
  }

  @Post('procurement')
  @HttpCode(200)
  @Requires('purchase.procure')
  @Answers(requestSchema)
  createProcurement(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: requestProcurement }) body: z.output<typeof requestProcurement>,
  ) {
    return this.step(actor, path, (id, at) => this.procurement.start(actor, { id, ...body }, at));
  }

  @Post('order')
  @HttpCode(200)
  @Requires('purchase.procure')
  @Answers(requestSchema)
  createOrder(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: requestOrder }) body: z.output<typeof requestOrder>,
  ) {
    return this.step(actor, path, (id, at) => this.procurement.order(actor, { id, ...body }, at));
  }

  /** Records a delivery; its pieces enter the register. */
  @Post('acceptances')
  @HttpCode(201)
  @Requires('purchase.procure')
  @Answers(requestSchema, 201)
  createAcceptance(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: requestAcceptance }) body: z.output<typeof requestAcceptance>,
  ) {
    return this.step(actor, path, (id, at) => this.acceptance.record(actor, { id, ...body }, at));
  }

  /** The supplier will not deliver the rest. */
  @Post('closure')
  @HttpCode(200)
  @Requires('purchase.procure')
  @Answers(requestSchema)
  createClosure(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: requestClosure }) { reason }: z.output<typeof requestClosure>,
  ) {
    return this.step(actor, path, (id, at) => this.procurement.closeShort(actor, { id, reason }, at));
  }

  private async step(actor: Actor, path: string, act: (id: number, at: Date) => Promise<unknown>) {
    const { id } = await this.api.find(actor, path);
    await act(id, this.clock.now());
    return this.api.view(actor, path);
  }
}
