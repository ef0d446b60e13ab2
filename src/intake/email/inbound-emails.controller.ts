import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { CurrentUser, Requires } from '../../access/route-access.js';
import { Clock } from '../../common/clock.js';
import { DomainError, found, refusalOf } from '../../common/domain-error.js';
import { CHARSETS_TO_CHOOSE } from '../../mail/mime/charset-tables.js';
import { leaveFlash } from '../../rendering/flash.js';
import { type FormView, readForm, refusedForm } from '../../rendering/forms.js';
import { InboundDecisionsService } from './inbound-decisions.service.js';
import { InboundEmailsPage } from './inbound-emails.page.js';
import { InboundEmailsService } from './inbound-emails.service.js';
import { sendFile, sendMessageHtml, sendRaw } from './send-content.js';

const appendForm = z.object({
  number: z
    .string()
    .trim()
    .regex(/^ZG[/-]\d{4}[/-]\d{6,9}$/i, 'Wpisz numer zgłoszenia, np. ZG/2026/000123.')
    .transform((number) => number.toUpperCase().replaceAll('-', '/'))
    .meta({ title: 'Numer zgłoszenia' }),
});

/** Anything that the list does not offer means "by evidence". */
const charsetForm = z.object({ charset: z.enum(CHARSETS_TO_CHOOSE).nullable().catch(null) });

/** Every e-mail that came in: the list, the page of one, and what a person decides about it. */
@Controller('inbound-emails')
export class InboundEmailsController {
  constructor(
    private readonly emails: InboundEmailsService,
    private readonly decisions: InboundDecisionsService,
    private readonly page: InboundEmailsPage,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('inbound-email.list')
  @Render('pages/inbound-emails/list')
  index(@CurrentUser() actor: Actor, @Query() query: Record<string, unknown>) {
    return this.page.list(actor, query, this.clock.now());
  }

  @Post('quarantined/attempts')
  @Requires('inbound-email.decide')
  async retryQuarantined(@CurrentUser() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const count = await this.decisions.reprocessQuarantined(actor, this.clock.now());
    leaveFlash(
      reply,
      count === 0 ? 'W kwarantannie nie ma żadnej wiadomości.' : 'Wiadomości z kwarantanny są przetwarzane ponownie.',
      count === 0 ? 'info' : 'success',
    );
    void reply.redirect('/inbound-emails', 303);
  }

  @Get(':id')
  @Requires('inbound-email.list')
  @Render('pages/inbound-emails/show')
  show(@CurrentUser() actor: Actor, @Param('id', ParseIntPipe) id: number) {
    return this.page.one(actor, id);
  }

  @Get(':id/raw')
  @Requires('inbound-email.list')
  async showRaw(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendRaw(reply, await this.emails.raw(actor, id, this.clock.now()));
  }

  @Get(':id/html')
  @Requires('inbound-email.list')
  async showHtml(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { html, attachments } = await this.emails.read(await this.emails.find(actor, id));
    const pictures = attachments.flatMap(({ inline, contentId, contentType, content }) =>
      inline && contentId ? [{ contentId, contentType, content }] : [],
    );
    sendMessageHtml(reply, found(html, 'inbound-email'), pictures);
  }

  /** @param position of the file in the message, from 0 */
  @Get(':id/attachments/:position')
  @Requires('inbound-email.list')
  async showAttachment(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Param('position', ParseIntPipe) position: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { attachments } = await this.emails.read(await this.emails.find(actor, id));
    const { filename, content } = found(attachments[position], 'attachment');
    sendFile(reply, filename, content);
  }

  @Post(':id/attempts')
  @Requires('inbound-email.decide')
  async retry(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(
      reply,
      id,
      () => this.decisions.reprocess(actor, id, this.clock.now()),
      'Wiadomość jest przetwarzana ponownie.',
    );
  }

  @Post(':id/charset')
  @Requires('inbound-email.decide')
  async chooseCharset(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { charset } = charsetForm.parse(body ?? {});
    await this.answer(
      reply,
      id,
      () => this.decisions.chooseCharset(actor, id, charset, this.clock.now()),
      charset ? 'Odczytano w wybranym kodowaniu.' : 'Kodowanie rozpoznano z treści.',
    );
  }

  @Post(':id/ticket')
  @Requires('inbound-email.decide')
  async makeTicket(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(reply, id, () => this.decisions.makeTicket(actor, id, this.clock.now()), 'Utworzono zgłoszenie.');
  }

  @Post(':id/refusal')
  @Requires('inbound-email.decide')
  async ignore(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answer(
      reply,
      id,
      () => this.decisions.ignore(actor, id, this.clock.now()),
      'Wiadomość pominięto. Pozostaje na liście.',
    );
  }

  @Post(':id/appending')
  @Requires('inbound-email.decide')
  async append(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(appendForm, body);
    if (!form.ok) return this.showRefused(actor, id, form, reply);
    const refusal = await appendRefusal(() => this.decisions.append(actor, id, form.data.number, this.clock.now()));
    if (refusal)
      return this.showRefused(actor, id, refusedForm(form.values, refusal.fields, appendForm, refusal.message), reply);
    leaveFlash(reply, 'Wiadomość dołączono do zgłoszenia.');
    void reply.redirect(`/inbound-emails/${id}`, 303);
  }

  private async showRefused(actor: Actor, id: number, form: FormView, reply: FastifyReply): Promise<void> {
    void reply.status(422).view('pages/inbound-emails/show', await this.page.one(actor, id, form));
  }

  /** Back to the page of the e-mail, with what was done or why not. */
  private async answer(reply: FastifyReply, id: number, work: () => Promise<void>, done: string): Promise<void> {
    const refusal = await refusalOf(work);
    if (refusal) leaveFlash(reply, refusal.message, 'danger');
    else leaveFlash(reply, done);
    void reply.redirect(`/inbound-emails/${id}`, 303);
  }
}

/** A number that leads nowhere is a mistake in the form, not a missing page. */
async function appendRefusal(work: () => Promise<void>): Promise<DomainError | null> {
  try {
    return await refusalOf(work);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'ticket.not-found') throw error;
    return new DomainError(error.code, 'invalid', 'Nie ma takiego zgłoszenia.', {
      number: 'Nie ma zgłoszenia o tym numerze.',
    });
  }
}
