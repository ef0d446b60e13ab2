import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { answerForm } from '../rendering/answer-form.js';
import { CATEGORIES, IMPACTS, QUEUES, TRIAGE_RESULTS, URGENCIES } from '../tickets/ticket-codes.js';
import { ticketNumberFromPath } from '../tickets/ticket-number.js';
import { TicketPage } from '../tickets/ticket-page.js';
import { TicketTriageService } from './ticket-triage.service.js';

/** Fields that are not sent stay as they are; an empty one is none. */
const triageForm = z.object({
  category: z.enum(CATEGORIES).optional().meta({ title: 'Kategoria' }),
  queue: z.enum(QUEUES).optional().meta({ title: 'Kolejka' }),
  impact: z.enum(IMPACTS).optional().meta({ title: 'Zasięg' }),
  urgency: z.enum(URGENCIES).optional().meta({ title: 'Pilność' }),
  triageResult: z
    .enum(['', ...TRIAGE_RESULTS])
    .transform((value) => (value === '' ? null : value))
    .optional()
    .meta({ title: 'Sposób załatwienia' }),
  assigneeId: z
    .union([z.literal('').transform(() => null), z.coerce.number().int().positive()])
    .optional()
    .meta({ title: 'Osoba prowadząca' }),
  assetInventoryNumber: z.string().trim().max(60).optional().meta({ title: 'Nr inwentarzowy urządzenia' }),
});

/** Category, queue, priority, way of settling and device of a ticket, decided by a person. */
@Controller('tickets/:number/triage')
export class TicketTriageController {
  constructor(
    private readonly triage: TicketTriageService,
    private readonly ticketPage: TicketPage,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Requires('ticket.work')
  async create(
    @CurrentUser() actor: Actor,
    @Param('number') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const number = ticketNumberFromPath(path);
    const at = this.clock.now();
    await answerForm(reply, {
      schema: triageForm,
      body,
      act: (data) => this.triage.change(actor, { number, ...data }, at),
      done: ({ staysVisible }) =>
        staysVisible
          ? { to: `/tickets/${path}`, text: 'Klasyfikacja została zmieniona.' }
          : { to: '/tickets', text: 'Zgłoszenie przekazano do kolejki bezpieczeństwa.' },
      template: 'pages/tickets/show',
      again: (form) => this.ticketPage.view(actor, number, at, `/tickets/${path}`, { triage: form }),
    });
  }
}
