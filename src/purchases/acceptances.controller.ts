import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { answerForm } from '../rendering/answer-form.js';
import { dayField, longTextField, optional, textField } from '../rendering/form-fields.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { parsePieces } from './acceptance-plan.js';
import { AcceptanceService, type AcceptedItem } from './acceptance.service.js';
import { findRequestDocument, type RequestDocument, requestIdOf } from './purchase-request-document.query.js';

const itemForm = z.object({
  quantity: optional(z.coerce.number({ error: 'Podaj liczbę całkowitą.' }).int().min(0).max(10_000)).meta({
    title: 'Liczba',
  }),
  manufacturer: optional(textField(100)).meta({ title: 'Producent' }),
  model: longTextField(200).meta({ title: 'Model' }),
  warrantyUntil: optional(dayField).meta({ title: 'Gwarancja do' }),
  pieces: longTextField(60_000).meta({ title: 'Odebrane sztuki' }),
});

/** Items by the position of their line. */
const acceptanceForm = z.object({
  acceptedOn: dayField.meta({ title: 'Data odbioru' }),
  invoiceReference: optional(textField(100)).meta({ title: 'Faktura' }),
  remarks: longTextField(4_000).meta({ title: 'Uwagi' }),
  items: z.record(z.string(), itemForm).meta({ title: 'Pozycje' }),
});

/** Recording a delivery. */
@Controller('purchase-requests/:id/acceptances')
export class AcceptancesController {
  constructor(
    private readonly db: DataSource,
    private readonly acceptance: AcceptanceService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get('new')
  @Requires('purchase.procure')
  @Render('pages/purchase-requests/acceptance')
  async new(@CurrentUser() actor: Actor, @Param('id') path: string) {
    const request = await this.request(actor, path);
    return viewOf(request, emptyForm({ acceptedOn: localDate(this.clock.now(), this.config.timeZone) }));
  }

  @Post()
  @Requires('purchase.procure')
  async create(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = await this.request(actor, path);
    await answerForm(reply, {
      schema: acceptanceForm,
      body,
      act: ({ items, ...delivery }) => {
        const command = { id: request.id, ...delivery, items: deliveredItems(request, items) };
        return this.acceptance.record(actor, command, this.clock.now());
      },
      done: () => ({
        to: `/purchase-requests/${request.id}`,
        text: 'Zapisano protokół odbioru. Odebrany sprzęt jest w ewidencji.',
      }),
      template: 'pages/purchase-requests/acceptance',
      again: (form) => viewOf(request, atFields(form)),
    });
  }

  private async request(actor: Actor, path: string): Promise<RequestDocument> {
    return findRequestDocument(this.db.manager, actor, await requestIdOf(this.db.manager, path));
  }
}

function viewOf(request: RequestDocument, form: FormView) {
  return {
    request,
    form,
    path: `/purchase-requests/${request.id}`,
    lines: request.lines
      .map((line) => ({ ...line, missing: line.quantity - line.accepted, name: `items.p${line.position}` }))
      .filter(({ missing }) => missing > 0),
  };
}

/** What came, by line; lines of which nothing came are left out. Each typed piece counts one. */
function deliveredItems(request: RequestDocument, items: Record<string, z.output<typeof itemForm>>): AcceptedItem[] {
  return request.lines.flatMap((line): AcceptedItem[] => {
    const item = items[`p${line.position}`];
    if (!item) return [];
    const pieces = line.assetKind === null ? [] : parsePieces(item.pieces);
    const quantity = line.assetKind === null ? (item.quantity ?? 0) : pieces.length;
    return quantity > 0 ? [{ ...item, lineId: line.id, quantity, pieces }] : [];
  });
}

/** The service names a line by its position; the page has several fields for it. */
function atFields(form: FormView): FormView {
  const nameOf = (field: string) => field.replace(/^items\.(\d+)$/, 'items.p$1.pieces');
  const errors = Object.entries(form.errors).map(([field, message]) => [nameOf(field), message]);
  return {
    ...form,
    errors: Object.fromEntries(errors) as Record<string, string>,
    summary: form.summary.map((line) => ({ ...line, field: nameOf(line.field) })),
  };
}
