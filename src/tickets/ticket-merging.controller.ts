import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { leaveFlash } from '../rendering/flash.js';
import { readForm, refusedForm } from '../rendering/forms.js';
import { TicketMergingService } from './ticket-merging.service.js';
import { ticketNumberFromPath, ticketPathNumber } from './ticket-number.js';
import { TicketPage } from './ticket-page.js';

const mergeForm = z.object({
  into: z
    .string()
    .trim()
    .regex(/^ZG[/-]\d{4}[/-]\d{6,9}$/i, 'Numer ma postać ZG/2026/000123.')
    .meta({ title: 'Numer zgłoszenia docelowego' }),
});

/** Two tickets become one, and apart again. */
@Controller('tickets/:number/merge')
export class TicketMergingController {
  constructor(
    private readonly merging: TicketMergingService,
    private readonly ticketPage: TicketPage,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Requires('ticket.merge')
  async create(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const number = ticketNumberFromPath(path);
    const at = this.clock.now();
    const form = readForm(mergeForm, body);
    try {
      if (form.ok) {
        const into = ticketNumberFromPath(ticketPathNumber(form.data.into.toUpperCase()));
        await this.merging.merge(actor, { number, into }, at);
        leaveFlash(reply, `Zgłoszenie połączono z ${into}.`);
        return void reply.redirect(`/tickets/${ticketPathNumber(into)}`, 303);
      }
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'forbidden') throw error;
      const message = error.kind === 'not-found' ? 'Nie ma zgłoszenia o tym numerze.' : error.message;
      const merge = refusedForm(form.values, { into: error.fields.into ?? message }, mergeForm);
      return void reply
        .status(422)
        .view('pages/tickets/show', await this.ticketPage.view(actor, number, at, `/tickets/${path}`, { merge }));
    }
    void reply
      .status(422)
      .view('pages/tickets/show', await this.ticketPage.view(actor, number, at, `/tickets/${path}`, { merge: form }));
  }

  @Post('undo')
  @Requires('ticket.merge')
  async destroy(@CurrentUser() actor: Actor, @Param('number') path: string, @Res() reply: FastifyReply): Promise<void> {
    await this.merging.unmerge(actor, ticketNumberFromPath(path), this.clock.now());
    leaveFlash(reply, 'Cofnięto połączenie zgłoszeń.');
    void reply.redirect(`/tickets/${path}`, 303);
  }
}
