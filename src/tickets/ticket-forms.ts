import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Clock } from '../common/clock.js';
import { refusalOf } from '../common/domain-error.js';
import { leaveFlash } from '../rendering/flash.js';
import { readForm, refusedForm } from '../rendering/forms.js';
import { ticketNumberFromPath } from './ticket-number.js';
import { type RefusedForms, TicketPage } from './ticket-page.js';

interface TicketForm<S extends z.ZodType> {
  /** Which form of the page it is. */
  name: keyof RefusedForms;
  schema: S;
  body: unknown;
  act: (number: string, data: z.output<S>, at: Date) => Promise<unknown>;
  /** Said after it was done. */
  done: string;
}

/** The forms on the page of a ticket: each acts and comes back to the page, refused ones with what was typed. */
@Injectable()
export class TicketForms {
  constructor(
    private readonly page: TicketPage,
    private readonly clock: Clock,
  ) {}

  async handle<S extends z.ZodType>(
    actor: Actor,
    path: string,
    form: TicketForm<S>,
    reply: FastifyReply,
  ): Promise<void> {
    const number = ticketNumberFromPath(path);
    const at = this.clock.now();
    const read = readForm(form.schema, form.body);
    const refusal = read.ok ? await refusalOf(() => form.act(number, read.data, at)) : null;
    if (read.ok && !refusal) {
      leaveFlash(reply, form.done);
      return void reply.redirect(`/tickets/${path}`, 303);
    }
    const shown = refusal ? refusedForm(read.values, refusal.fields, form.schema, refusal.message) : read;
    const view = await this.page.view(actor, number, at, `/tickets/${path}`, { [form.name]: shown });
    void reply.status(refusal?.kind === 'conflict' ? 409 : 422).view('pages/tickets/show', view);
  }
}
