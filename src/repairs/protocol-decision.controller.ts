import { Body, Controller, Param, ParseIntPipe, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { answerForm } from '../rendering/answer-form.js';
import { ProtocolDecisionsService } from './protocol-decisions.service.js';
import { LIST_PATH } from './protocol-list.js';
import { ProtocolPage, type RefusedForms } from './protocol-page.js';
import { RepairProtocolsService } from './repair-protocols.service.js';

const edition = z.coerce.number().int();
const reason = z.string().trim().min(1).max(2_000).meta({ title: 'Uzasadnienie' });
const approvalForm = z.object({ edition });
const decisionForm = z.object({ edition, reason });
const revisionForm = z.object({ reason: reason.meta({ title: 'Powód korekty' }) });

interface Decided<S extends z.ZodType> {
  schema: S;
  /** Where the page shows the form again. */
  form: keyof RefusedForms;
  done: string;
  act: (data: z.output<S>) => Promise<unknown>;
  /** Where one goes on; the page of the protocol when absent. */
  onward?: string;
}

/** Decisions about a protocol, each a form on its page. */
@Controller('repair-protocols/:id')
export class ProtocolDecisionController {
  constructor(
    private readonly protocols: RepairProtocolsService,
    private readonly decisions: ProtocolDecisionsService,
    private readonly page: ProtocolPage,
    private readonly clock: Clock,
  ) {}

  @Post('approval')
  @Requires('protocol.approve')
  createApproval(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.decide(actor, id, body, reply, {
      schema: approvalForm,
      form: 'approval',
      done: 'Protokół został zatwierdzony.',
      act: (data) => this.decisions.approve(actor, { id, ...data }, this.clock.now()),
    });
  }

  @Post('return')
  @Requires('protocol.approve')
  createReturn(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.decide(actor, id, body, reply, {
      schema: decisionForm,
      form: 'return',
      done: 'Protokół zwrócono do poprawy.',
      act: (data) => this.decisions.return(actor, { id, ...data }, this.clock.now()),
    });
  }

  @Post('annulment')
  @Requires('protocol.annul')
  createAnnulment(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.decide(actor, id, body, reply, {
      schema: decisionForm,
      form: 'annulment',
      done: 'Protokół został anulowany.',
      act: (data) => this.decisions.annul(actor, { id, ...data }, this.clock.now()),
    });
  }

  @Post('revisions')
  @Requires('protocol.prepare')
  createRevision(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.decide(actor, id, body, reply, {
      schema: revisionForm,
      form: 'revision',
      done: 'Korekta jest gotowa do uzupełnienia. Do czasu jej zatwierdzenia obowiązuje poprzednia wersja.',
      act: (data) => this.protocols.startRevision(actor, { id, ...data }, this.clock.now()),
      onward: `${LIST_PATH}/${id}/edit`,
    });
  }

  private async decide<S extends z.ZodType>(
    actor: Actor,
    id: number,
    body: unknown,
    reply: FastifyReply,
    { schema, form: name, done, act, onward }: Decided<S>,
  ): Promise<void> {
    await answerForm(reply, {
      schema,
      body,
      act,
      done: () => ({ to: onward ?? `${LIST_PATH}/${id}`, text: done }),
      template: 'pages/repair-protocols/show',
      again: (form) => this.page.view(actor, id, this.clock.now(), undefined, { [name]: form }),
    });
  }
}
