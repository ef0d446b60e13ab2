import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { leaveFlash } from '../rendering/flash.js';
import { ticketNumberFromPath } from './ticket-number.js';
import { TicketParticipantsService } from './ticket-participants.service.js';

const confirmationForm = z.object({ email: z.email().max(320) });

/** Who follows a ticket. */
@Controller('tickets/:number/participants')
export class TicketParticipantsController {
  constructor(
    private readonly participants: TicketParticipantsService,
    private readonly clock: Clock,
  ) {}

  @Post('confirmation')
  @Requires('ticket.work')
  async create(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body({ schema: confirmationForm }) { email }: z.output<typeof confirmationForm>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.participants.confirm(actor, { number: ticketNumberFromPath(path), email }, this.clock.now());
    leaveFlash(reply, 'Osoba została potwierdzona i będzie otrzymywać wiadomości.');
    void reply.redirect(`/tickets/${path}`, 303);
  }
}
