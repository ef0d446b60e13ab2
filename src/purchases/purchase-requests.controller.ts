import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { answerForm } from '../rendering/answer-form.js';
import { idField, longTextField, textField } from '../rendering/form-fields.js';
import { emptyForm, refusedForm } from '../rendering/forms.js';
import { findRequestDocument, requestIdOf } from './purchase-request-document.query.js';
import { blankLine, formValues, requestForm, typedLines, withLines } from './purchase-request-form.js';
import { PurchaseRequestPage } from './purchase-request.page.js';
import { PurchaseRequestsService } from './purchase-requests.service.js';
import { findRequestSource } from './purchase-source.query.js';
import { RequestPageForms } from './request-page-forms.js';
import { RequestFormPage } from './request-form.page.js';

/** What a new request may start from. */
const sourceQuery = z.object({
  ticket: textField(20).nullable().catch(null),
  protocol: idField.nullable().catch(null),
});

/** Buttons of the form that change its lines instead of saving. */
const lineButtons = z.object({
  addLine: z.string().optional(),
  removeLine: z.coerce.number().int().min(0).optional().catch(undefined),
});

/** Writing a request, reading it, handing it in and taking it back. */
@Controller('purchase-requests')
export class PurchaseRequestsController {
  constructor(
    private readonly db: DataSource,
    private readonly requests: PurchaseRequestsService,
    private readonly page: PurchaseRequestPage,
    private readonly formPage: RequestFormPage,
    private readonly pageForms: RequestPageForms,
    private readonly clock: Clock,
  ) {}

  @Get('new')
  @Requires('purchase.prepare')
  @Render('pages/purchase-requests/form')
  async new(@CurrentUser() actor: Actor, @Query() query: Record<string, unknown>) {
    const source = await findRequestSource(this.db.manager, actor, sourceQuery.parse(query));
    const form = this.formPage.startingForm(actor, source);
    return this.formPage.view(actor, { ...NEW, form, lineCount: 1, source }, this.clock.now());
  }

  @Post()
  @Requires('purchase.prepare')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const at = this.clock.now();
    const named = sourceQuery.parse(body ?? {});
    const source = await findRequestSource(this.db.manager, actor, { ...named, ticket: named.ticket || null });
    const page = { ...NEW, source };
    if (await this.changedLines(actor, body, page, reply)) return;
    const lines = typedLines(body);
    await answerForm(reply, {
      schema: requestForm,
      body: withLines(body, lines),
      act: async (data) => {
        const requesterId = await this.formPage.requesterId(data.requesterEmail, at);
        const content = await this.formPage.content(data);
        const from = { ticketId: source?.ticketId ?? null, protocolId: source?.protocolId ?? null };
        return this.requests.draft(actor, { ...content, ...from, requesterId, unitId: data.unitId }, at);
      },
      done: ({ id }) => ({
        to: `/purchase-requests/${id}`,
        text: 'Zapisano wersję roboczą. Aby wniosek trafił do akceptacji, należy go złożyć.',
      }),
      template: 'pages/purchase-requests/form',
      again: (form) => this.formPage.view(actor, { ...page, form, lineCount: lines.length }, at),
    });
  }

  @Get(':id')
  @Requires('purchase.view')
  @Render('pages/purchase-requests/show')
  async show(@CurrentUser() actor: Actor, @Param('id') path: string) {
    return this.page.view(actor, await requestIdOf(this.db.manager, path), this.clock.now());
  }

  @Get(':id/edit')
  @Requires('purchase.edit')
  @Render('pages/purchase-requests/form')
  async edit(@CurrentUser() actor: Actor, @Param('id') path: string) {
    const request = await findRequestDocument(this.db.manager, actor, await requestIdOf(this.db.manager, path));
    allow(actor, 'purchase.edit', request);
    const page = { ...editing(request), form: emptyForm(formValues(request)), lineCount: request.lines.length };
    return this.formPage.view(actor, page, this.clock.now());
  }

  @Post(':id')
  @Requires('purchase.edit')
  async update(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const at = this.clock.now();
    const request = await findRequestDocument(this.db.manager, actor, await requestIdOf(this.db.manager, path));
    allow(actor, 'purchase.edit', request);
    const page = editing(request);
    if (await this.changedLines(actor, body, page, reply)) return;
    const lines = typedLines(body);
    await answerForm(reply, {
      schema: requestForm,
      body: { ...withLines(body, lines), unitId: request.unitId },
      act: async (data) => this.requests.edit(actor, { id: request.id, ...(await this.formPage.content(data)) }, at),
      done: () => ({ to: page.back, text: 'Zapisano zmiany.' }),
      template: 'pages/purchase-requests/form',
      again: (form) => this.formPage.view(actor, { ...page, form, lineCount: lines.length }, at),
    });
  }

  @Post(':id/submission')
  @Requires('purchase.edit')
  async createSubmission(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.pageForms.handle(
      actor,
      path,
      {
        name: 'submission',
        schema: requestForm.partial(),
        body: {},
        act: (id, _data, at) => this.requests.submit(actor, id, at),
        done: 'Wniosek złożono i przekazano do akceptacji.',
      },
      reply,
    );
  }

  @Post(':id/withdrawal')
  @Requires('purchase.edit')
  async createWithdrawal(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.pageForms.handle(
      actor,
      path,
      {
        name: 'withdrawal',
        schema: withdrawalForm,
        body,
        act: (id, data, at) => this.requests.withdraw(actor, { id, ...data }, at),
        done: 'Wniosek wycofano.',
      },
      reply,
    );
  }

  /** A button that adds or removes a line shows the form again with what was typed. @returns whether it was such a button */
  private async changedLines(
    actor: Actor,
    body: unknown,
    page: Omit<Parameters<RequestFormPage['view']>[1], 'form' | 'lineCount'>,
    reply: FastifyReply,
  ): Promise<boolean> {
    const { addLine, removeLine } = lineButtons.parse(body ?? {});
    if (addLine === undefined && removeLine === undefined) return false;
    const lines = typedLines(body, { keepBlank: true });
    const blank = addLine === undefined ? null : blankLine(lines);
    if (removeLine !== undefined) lines.splice(removeLine, 1);
    else if (blank === null) lines.push({ quantity: '1' });
    const refused = blank === null ? {} : { [`lines.${blank}.description`]: FILL_FIRST };
    const form = refusedForm(withLines(body, lines), refused, requestForm);
    const view = await this.formPage.view(actor, { ...page, form, lineCount: lines.length }, this.clock.now());
    void reply.status(200).view('pages/purchase-requests/form', view);
    return true;
  }
}

/** Said at a blank line when another one is asked for. */
const FILL_FIRST = 'Najpierw wypełnij tę pozycję.';

const withdrawalForm = z.object({ reason: longTextField(4_000).meta({ title: 'Powód' }) });

const NEW = { title: 'Nowy wniosek o zakup', action: '/purchase-requests', back: '/purchase-requests' };

function editing({ id, number }: { id: number; number: string | null }) {
  const path = `/purchase-requests/${id}`;
  return { title: number ? `Wniosek ${number}` : 'Wniosek roboczy', action: path, back: path, source: null };
}
