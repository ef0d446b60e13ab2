import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Clock } from '../common/clock.js';
import { answerForm } from '../rendering/answer-form.js';
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
    { name, act, done, ...form }: TicketForm<S>,
    reply: FastifyReply,
  ): Promise<void> {
    const number = ticketNumberFromPath(path);
    const at = this.clock.now();
    await answerForm(reply, {
      ...form,
      act: (data) => act(number, data, at),
      done: () => ({ to: `/tickets/${path}`, text: done }),
      template: 'pages/tickets/show',
      again: (shown) => this.page.view(actor, number, at, `/tickets/${path}`, { [name]: shown }),
    });
  }
}
