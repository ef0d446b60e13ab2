import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { refusalOf } from '../common/domain-error.js';
import { leaveFlash } from '../rendering/flash.js';
import { readForm, refusedForm } from '../rendering/forms.js';
import { TicketMessagesService } from './ticket-messages.service.js';
import { ticketNumberFromPath } from './ticket-number.js';
import { TicketPage } from './ticket-page.js';

const text = (title: string) => z.string().trim().min(1).max(100_000).meta({ title });
const replyForm = z.object({
  text: text('Treść odpowiedzi'),
  status: z.enum(['', 'WAITING_REQUESTER', 'RESOLVED']).optional().meta({ title: 'Stan po wysłaniu' }),
});
const noteForm = z.object({ note: text('Treść notatki') });
const requesterForm = z.object({ text: text('Treść wiadomości') });

/** Replies, notes, and what requesters write on the page of their ticket. */
@Controller('tickets/:number')
export class TicketMessagesController {
  constructor(
    private readonly messages: TicketMessagesService,
    private readonly ticketPage: TicketPage,
    private readonly clock: Clock,
  ) {}

  @Post('replies')
  @Requires('ticket.work')
  async createReply(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const number = ticketNumberFromPath(path);
    const at = this.clock.now();
    const form = readForm(replyForm, body);
    const refusal = form.ok
      ? await refusalOf(() =>
          this.messages.reply(
            actor,
            {
              number,
              text: form.data.text,
              attachments: attachmentsOf(request),
              status: form.data.status || undefined,
            },
            at,
          ),
        )
      : null;
    if (!form.ok || refusal) {
      const refused = form.ok ? refusedForm(form.values, refusal!.fields, replyForm, refusal!.message) : form;
      const view = await this.ticketPage.view(actor, number, at, `/tickets/${path}`, { reply: refused });
      return void reply.status(422).view('pages/tickets/show', view);
    }
    leaveFlash(reply, 'Odpowiedź została wysłana.');
    void reply.redirect(`/tickets/${path}`, 303);
  }

  @Post('notes')
  @Requires('ticket.work')
  async createNote(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const number = ticketNumberFromPath(path);
    const at = this.clock.now();
    const form = readForm(noteForm, body);
    if (!form.ok) {
      const view = await this.ticketPage.view(actor, number, at, `/tickets/${path}`, { note: form });
      return void reply.status(422).view('pages/tickets/show', view);
    }
    await this.messages.note(actor, { number, text: form.data.note }, at);
    leaveFlash(reply, 'Notatka została dodana.');
    void reply.redirect(`/tickets/${path}`, 303);
  }

  @Post('messages')
  @Requires('ticket.write-as-requester')
  async create(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const number = ticketNumberFromPath(path);
    const at = this.clock.now();
    const form = readForm(requesterForm, body);
    if (!form.ok) {
      const view = await this.ticketPage.view(actor, number, at, `/tickets/${path}`, { reply: form });
      return void reply.status(422).view('pages/tickets/show', view);
    }
    await this.messages.writeAsRequester(
      actor,
      { number, text: form.data.text, attachments: attachmentsOf(request) },
      at,
    );
    leaveFlash(reply, 'Wiadomość została przekazana.');
    void reply.redirect(`/tickets/${path}`, 303);
  }
}

function attachmentsOf(request: FastifyRequest) {
  return (request.uploads ?? []).map(({ filename, contentType, content }) => ({ filename, contentType, content }));
}
