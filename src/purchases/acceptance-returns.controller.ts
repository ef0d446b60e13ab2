import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { answerForm } from '../rendering/answer-form.js';
import { dayField, idField, longTextField, optional, textField } from '../rendering/form-fields.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { options } from '../rendering/labels.js';
import { RETURN_KINDS } from './acceptance.entity.js';
import { parsePieces } from './acceptance-plan.js';
import { AcceptanceReturnService } from './acceptance-return.service.js';
import { findRequestDocument, requestIdOf } from './purchase-request-document.query.js';

const returnForm = z.object({
  kind: z.enum(RETURN_KINDS).meta({ title: 'Rodzaj' }),
  returnedOn: dayField.meta({ title: 'Data zwrotu' }),
  reason: textField(2_000).meta({ title: 'Powód' }),
  assetIds: z
    .preprocess((ids) => (ids === undefined ? [] : [ids].flat()), z.array(idField))
    .meta({ title: 'Zwracane urządzenia' }),
  quantity: optional(z.coerce.number({ error: 'Podaj liczbę całkowitą.' }).int().min(1)).meta({ title: 'Liczba' }),
  replacements: longTextField(20_000).meta({ title: 'Otrzymane w zamian' }),
});

/** Complaints about what was delivered. */
@Controller('purchase-requests/:id/accepted-items/:itemId/returns')
export class AcceptanceReturnsController {
  constructor(
    private readonly db: DataSource,
    private readonly returns: AcceptanceReturnService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get('new')
  @Requires('purchase.procure')
  @Render('pages/purchase-requests/return')
  async new(@CurrentUser() actor: Actor, @Param('id') path: string, @Param('itemId') itemId: string) {
    const today = localDate(this.clock.now(), this.config.timeZone);
    return this.view(actor, path, itemId, emptyForm({ returnedOn: today, kind: 'EXCHANGE' }));
  }

  @Post()
  @Requires('purchase.procure')
  async create(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Param('itemId') itemId: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const acceptanceItemId = Number(found(/^\d{1,9}$/.exec(itemId), 'acceptance-item')[0]);
    await answerForm(reply, {
      schema: returnForm,
      body,
      act: ({ replacements, quantity, ...data }) => {
        const exchanged = data.kind === 'EXCHANGE' ? parsePieces(replacements) : [];
        const command = { ...data, acceptanceItemId, quantity: quantity ?? 0, replacements: exchanged };
        return this.returns.record(actor, command, this.clock.now());
      },
      done: () => ({
        to: `/purchase-requests/${path}`,
        text: 'Zapisano reklamację; ewidencja i środki zostały zaktualizowane.',
      }),
      template: 'pages/purchase-requests/return',
      again: (form) => this.view(actor, path, itemId, form),
    });
  }

  private async view(actor: Actor, path: string, itemId: string, form: FormView) {
    const request = await findRequestDocument(this.db.manager, actor, await requestIdOf(this.db.manager, path));
    const items = request.acceptances.flatMap(({ items: accepted }) => accepted);
    const item = found(
      items.find(({ id }) => String(id) === itemId),
      'acceptance-item',
    );
    const here = item.assets.filter(({ withdrawnOn }) => withdrawnOn === null);
    return {
      request,
      form,
      item,
      isRegistered: item.assets.length > 0,
      path: `/purchase-requests/${request.id}`,
      action: `/purchase-requests/${request.id}/accepted-items/${item.id}/returns`,
      kinds: options('returnKind'),
      assets: here.map(({ id, inventoryNumber, serialNumber }) => ({
        value: id,
        label: serialNumber ? `${inventoryNumber} (SN ${serialNumber})` : inventoryNumber,
      })),
    };
  }
}
