import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { leaveFlash } from '../rendering/flash.js';
import { readForm } from '../rendering/forms.js';
import { STATUSES } from './ticket-codes.js';
import { TicketForms } from './ticket-forms.js';
import { ticketNumberFromPath } from './ticket-number.js';
import { TicketStatusService } from './ticket-status.service.js';

const statusForm = z.object({
  to: z.enum(STATUSES).meta({ title: 'Nowy stan' }),
  reason: z.string().trim().max(4000).optional().meta({ title: 'Uzasadnienie' }),
});
const reasonForm = z.object({ reason: z.string().trim().max(4000).optional() });

/** Changes of state by technicians, and the two that requesters may make. */
@Controller('tickets/:number')
export class TicketStatusController {
  constructor(
    private readonly statuses: TicketStatusService,
    private readonly forms: TicketForms,
    private readonly clock: Clock,
  ) {}

  @Post('status')
  @Requires('ticket.work')
  create(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (number: string, change: z.output<typeof statusForm>, at: Date) =>
      this.statuses.change(actor, { number, ...change }, at);
    const done = 'Stan zgłoszenia został zmieniony.';
    return this.forms.handle(actor, path, { name: 'status', schema: statusForm, body, act, done }, reply);
  }

  @Post('withdrawal')
  @Requires('ticket.withdraw')
  async createWithdrawal(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(reasonForm, body);
    await this.statuses.withdraw(
      actor,
      { number: ticketNumberFromPath(path), reason: form.ok ? form.data.reason : undefined },
      this.clock.now(),
    );
    leaveFlash(reply, 'Zgłoszenie zostało wycofane.');
    void reply.redirect(`/tickets/${path}`, 303);
  }

  @Post('confirmation')
  @Requires('ticket.confirm')
  async createConfirmation(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.statuses.confirm(actor, ticketNumberFromPath(path), this.clock.now());
    leaveFlash(reply, 'Dziękujemy. Zgłoszenie zostało zamknięte.');
    void reply.redirect(`/tickets/${path}`, 303);
  }
}
