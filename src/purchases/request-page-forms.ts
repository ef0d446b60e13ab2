import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Clock } from '../common/clock.js';
import { refusalOf } from '../common/domain-error.js';
import { leaveFlash } from '../rendering/flash.js';
import { readForm, refusedForm } from '../rendering/forms.js';
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

  async handle<S extends z.ZodType>(actor: Actor, path: string, form: PageForm<S>, reply: FastifyReply): Promise<void> {
    const id = await requestIdOf(this.db.manager, path);
    const at = this.clock.now();
    const read = readForm(form.schema, form.body);
    const refusal = read.ok ? await refusalOf(() => form.act(id, read.data, at)) : null;
    if (read.ok && !refusal) {
      leaveFlash(reply, form.done);
      return void reply.redirect(`/purchase-requests/${id}`, 303);
    }
    const shown = refusal ? refusedForm(read.values, refusal.fields, form.schema, refusal.message) : read;
    const view = await this.page.view(actor, id, at, { [form.name]: shown });
    void reply.status(refusal?.kind === 'conflict' ? 409 : 422).view('pages/purchase-requests/show', view);
  }
}
