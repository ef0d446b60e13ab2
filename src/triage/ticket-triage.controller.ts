import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { refusalOf } from '../common/domain-error.js';
import { leaveFlash } from '../rendering/flash.js';
import { readForm, refusedForm } from '../rendering/forms.js';
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
    const form = readForm(triageForm, body);
    let staysVisible = true;
    const refusal = form.ok
      ? await refusalOf(async () => {
          ({ staysVisible } = await this.triage.change(actor, { number, ...form.data }, at));
        })
      : null;
    if (!form.ok || refusal) {
      const refused = form.ok ? refusedForm(form.values, refusal!.fields, triageForm, refusal!.message) : form;
      const view = await this.ticketPage.view(actor, number, at, `/tickets/${path}`, { triage: refused });
      return void reply.status(422).view('pages/tickets/show', view);
    }
    leaveFlash(
      reply,
      staysVisible ? 'Klasyfikacja została zmieniona.' : 'Zgłoszenie przekazano do kolejki bezpieczeństwa.',
    );
    void reply.redirect(staysVisible ? `/tickets/${path}` : '/tickets', 303);
  }
}
