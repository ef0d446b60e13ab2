import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { TicketForms } from './ticket-forms.js';
import { TicketMessagesService } from './ticket-messages.service.js';

const text = (title: string) => z.string().trim().min(1).max(100_000).meta({ title });
/** Only refused: the files themselves do not come through the form. */
const attachments = z.undefined().optional().meta({ title: 'Załączniki' });
const replyForm = z.object({
  text: text('Treść odpowiedzi'),
  attachments,
  status: z.enum(['', 'WAITING_REQUESTER', 'RESOLVED']).optional().meta({ title: 'Stan po wysłaniu' }),
});
const noteForm = z.object({ note: text('Treść notatki') });
const requesterForm = z.object({ text: text('Treść wiadomości'), attachments });

/** Replies, notes, and what requesters write on the page of their ticket. */
@Controller('tickets/:number')
export class TicketMessagesController {
  constructor(
    private readonly messages: TicketMessagesService,
    private readonly forms: TicketForms,
  ) {}

  @Post('replies')
  @Requires('ticket.work')
  @RouteConfig({ takesFiles: 'signed-in' })
  createReply(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const attachments = attachmentsOf(request);
    const act = (number: string, { text, status }: z.output<typeof replyForm>, at: Date) =>
      this.messages.reply(actor, { number, text, attachments, status: status || undefined }, at);
    const done = 'Odpowiedź została wysłana.';
    return this.forms.handle(actor, path, { name: 'reply', schema: replyForm, body, act, done }, reply);
  }

  @Post('notes')
  @Requires('ticket.work')
  createNote(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (number: string, { note }: z.output<typeof noteForm>, at: Date) =>
      this.messages.note(actor, { number, text: note }, at);
    const done = 'Notatka została dodana.';
    return this.forms.handle(actor, path, { name: 'note', schema: noteForm, body, act, done }, reply);
  }

  @Post('messages')
  @Requires('ticket.write-as-requester')
  @RouteConfig({ takesFiles: 'signed-in' })
  create(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const attachments = attachmentsOf(request);
    const act = (number: string, { text }: z.output<typeof requesterForm>, at: Date) =>
      this.messages.writeAsRequester(actor, { number, text, attachments }, at);
    const done = 'Wiadomość została przekazana.';
    const form = { schema: requesterForm, body, act, done };
    return this.forms.handle(actor, path, { name: 'reply', ...form }, reply);
  }
}

function attachmentsOf(request: FastifyRequest) {
  return (request.uploads ?? []).map(({ filename, contentType, content }) => ({ filename, contentType, content }));
}
