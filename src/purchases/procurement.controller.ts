import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { dayField, optional, textField } from '../rendering/form-fields.js';
import { ProcurementService } from './procurement.service.js';
import { RequestPageForms } from './request-page-forms.js';

const procurementForm = z.object({
  procedureMark: optional(textField(40)).meta({ title: 'Znak sprawy' }),
  startedOn: dayField.meta({ title: 'Data rozpoczęcia' }),
});

const orderForm = z.object({
  orderReference: textField(100).meta({ title: 'Umowa lub zamówienie' }),
  orderedOn: dayField.meta({ title: 'Data zamówienia' }),
  supplier: textField(200).meta({ title: 'Dostawca' }),
});

const closureForm = z.object({ reason: textField(4_000).meta({ title: 'Powód' }) });

/** What WO does with an approved request before the delivery. */
@Controller('purchase-requests/:id')
export class ProcurementController {
  constructor(
    private readonly procurement: ProcurementService,
    private readonly pageForms: RequestPageForms,
  ) {}

  @Post('procurement')
  @Requires('purchase.procure')
  async createProcurement(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (id: number, data: z.output<typeof procurementForm>, at: Date) =>
      this.procurement.start(actor, { id, ...data }, at);
    const form = { schema: procurementForm, body, act, done: 'Rozpoczęto postępowanie.' };
    await this.pageForms.handle(actor, path, { name: 'procurement', ...form }, reply);
  }

  @Post('order')
  @Requires('purchase.procure')
  async createOrder(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (id: number, data: z.output<typeof orderForm>, at: Date) =>
      this.procurement.order(actor, { id, ...data }, at);
    const form = { schema: orderForm, body, act, done: 'Zapisano zamówienie.' };
    await this.pageForms.handle(actor, path, { name: 'order', ...form }, reply);
  }

  @Post('closure')
  @Requires('purchase.procure')
  async createClosure(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (id: number, data: z.output<typeof closureForm>, at: Date) =>
      this.procurement.closeShort(actor, { id, ...data }, at);
    const form = { schema: closureForm, body, act, done: 'Wniosek zakończono bez reszty dostawy.' };
    await this.pageForms.handle(actor, path, { name: 'closure', ...form }, reply);
  }
}
