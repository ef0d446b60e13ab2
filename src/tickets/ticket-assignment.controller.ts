import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { leaveFlash } from '../rendering/flash.js';
import { TicketAssignmentService } from './ticket-assignment.service.js';
import { ticketNumberFromPath } from './ticket-number.js';

/** Empty: back to the queue. */
const assignmentForm = z.object({
  assigneeId: z.union([z.literal(''), z.literal('me'), z.coerce.number().int().positive()]),
});

/** Who works on a ticket. */
@Controller('tickets/:number/assignment')
export class TicketAssignmentController {
  constructor(
    private readonly assignments: TicketAssignmentService,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Requires('ticket.work')
  async create(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body({ schema: assignmentForm }) { assigneeId }: z.output<typeof assignmentForm>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const person = assigneeId === 'me' ? actor.personId : assigneeId === '' ? null : assigneeId;
    await this.assignments.assign(actor, { number: ticketNumberFromPath(path), assigneeId: person }, this.clock.now());
    leaveFlash(reply, person === null ? 'Zgłoszenie wróciło do kolejki.' : 'Zgłoszenie zostało przydzielone.');
    void reply.redirect(`/tickets/${path}`, 303);
  }
}
