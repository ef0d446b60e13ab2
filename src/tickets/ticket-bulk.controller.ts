import { Body, Controller, Get, Post, Redirect, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { refusalOf } from '../common/domain-error.js';
import { leaveFlash } from '../rendering/flash.js';
import { type FormView, readForm, refusedForm } from '../rendering/forms.js';
import { bulkSentence } from './bulk-words.js';
import { bulkForm } from './ticket-bulk-form.js';
import { type BulkOutcome, TicketBulkService } from './ticket-bulk.service.js';
import { TicketListPage } from './ticket-list.page.js';

/** What is to be done to the tickets that are ticked in the queue list. */
@Controller('tickets/bulk-changes')
export class TicketBulkController {
  constructor(
    private readonly bulk: TicketBulkService,
    private readonly listPage: TicketListPage,
    private readonly clock: Clock,
  ) {}

  /** An outcome is shown once; its address leads back to the list. */
  @Get()
  @Requires('ticket.list')
  @Redirect('/tickets', 302)
  index(): void {
    return undefined;
  }

  @Post()
  @Requires('ticket.work')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(bulkForm, body);
    const listHref = listHrefOf(form);
    if (!form.ok) return this.showAgain(actor, form, listHref, reply);
    const { numbers, change } = form.data;
    let outcome: BulkOutcome = { changed: [], refused: [] };
    const refusal = await refusalOf(async () => {
      outcome = await this.bulk.change(actor, { numbers, change }, this.clock.now());
    });
    if (refusal) return this.showAgain(actor, refusedForm(form.values, refusal.fields, bulkForm), listHref, reply);
    const sentence = bulkSentence(change, outcome);
    if (outcome.refused.length > 0) {
      const view = { sentence, listHref, ...outcome };
      return void reply.status(outcome.changed.length > 0 ? 200 : 409).view('pages/tickets/bulk-outcome', view);
    }
    leaveFlash(reply, `${sentence}.`);
    void reply.redirect(listHref, 303);
  }

  private async showAgain(actor: Actor, form: FormView, listHref: string, reply: FastifyReply): Promise<void> {
    const query = Object.fromEntries(new URL(listHref, 'http://list').searchParams);
    const view = await this.listPage.view(actor, query, this.clock.now(), form);
    void reply.status(422).view('pages/tickets/list', view);
  }
}

/** Never an address outside the list. */
function listHrefOf({ values }: FormView): string {
  const { list } = values;
  return typeof list === 'string' && list.startsWith('/tickets?') ? list : '/tickets';
}
