import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Clock } from '../common/clock.js';
import { answerForm } from '../rendering/answer-form.js';
import { requestIdOf } from './purchase-request-document.query.js';
import { PurchaseRequestPage, type RefusedForms } from './purchase-request.page.js';

interface PageForm<S extends z.ZodType> {
  /** Which form of the page it is. */
  name: keyof RefusedForms;
  schema: S;
  body: unknown;
  act: (id: number, data: z.output<S>, at: Date) => Promise<unknown>;
  /** Said after it was done. */
  done: string;
}

/** The small forms on the page of a request: each acts and comes back to the page, refused ones with what was typed. */
@Injectable()
export class RequestPageForms {
  constructor(
    private readonly db: DataSource,
    private readonly page: PurchaseRequestPage,
    private readonly clock: Clock,
  ) {}

  async handle<S extends z.ZodType>(
    actor: Actor,
    path: string,
    { name, schema, body, act, done }: PageForm<S>,
    reply: FastifyReply,
  ): Promise<void> {
    const id = await requestIdOf(this.db.manager, path);
    const at = this.clock.now();
    await answerForm(reply, {
      schema,
      body,
      act: (data) => act(id, data, at),
      done: () => ({ to: `/purchase-requests/${id}`, text: done }),
      template: 'pages/purchase-requests/show',
      again: (form) => this.page.view(actor, id, at, { [name]: form }),
    });
  }
}
