import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { idField, longTextField, optional } from '../rendering/form-fields.js';
import { DECISIONS } from './approval.entity.js';
import { PurchaseApprovalService } from './purchase-approval.service.js';
import { APPROVAL_STEPS } from './purchase-request-state.js';
import { RequestPageForms } from './request-page-forms.js';

const decisionForm = z.object({
  step: z.enum(APPROVAL_STEPS),
  decision: z.enum(DECISIONS).meta({ title: 'Decyzja' }),
  note: longTextField(4_000).meta({ title: 'Uwagi' }),
  budgetLineId: optional(idField).meta({ title: 'Pozycja budżetu' }),
});

/** Decisions of the chain. There is no GET that decides: mail scanners open links. */
@Controller('purchase-requests/:id/approvals')
export class PurchaseApprovalsController {
  constructor(
    private readonly approvals: PurchaseApprovalService,
    private readonly pageForms: RequestPageForms,
  ) {}

  @Post()
  @Requires('purchase.decide')
  async create(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.pageForms.handle(
      actor,
      path,
      {
        name: 'decision',
        schema: decisionForm,
        body,
        act: (id, data, at) => this.approvals.decide(actor, { id, ...data }, at),
        done: 'Decyzję zapisano.',
      },
      reply,
    );
  }
}
