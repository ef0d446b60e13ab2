import { Body, Controller, Get, Param, ParseIntPipe, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import type { DomainError } from '../common/domain-error.js';
import { refusalOf } from '../common/domain-error.js';
import { leaveFlash } from '../rendering/flash.js';
import { type FormView, readForm, refusedForm } from '../rendering/forms.js';
import { emptyRow, FILL_FIRST, rowCount, withoutRow } from './form-rows.js';
import { ProtocolDecisionsService } from './protocol-decisions.service.js';
import { ProtocolEditPage } from './protocol-edit-page.js';
import { contentOf, protocolForm } from './protocol-form.js';
import { LIST_PATH } from './protocol-list.js';
import { RepairProtocolsService } from './repair-protocols.service.js';

/** The form of a protocol: filled in, saved, grown by rows, handed on, thrown away. */
@Controller('repair-protocols/:id')
export class ProtocolDraftController {
  constructor(
    private readonly protocols: RepairProtocolsService,
    private readonly decisions: ProtocolDecisionsService,
    private readonly page: ProtocolEditPage,
    private readonly clock: Clock,
  ) {}

  @Get('edit')
  @Requires('protocol.prepare')
  @Render('pages/repair-protocols/edit')
  edit(@CurrentUser() actor: Actor, @Param('id', ParseIntPipe) id: number) {
    return this.page.view(actor, id, this.clock.now());
  }

  /** Saves, and hands on for approval when that button was pressed. What is incomplete is saved all the same. */
  @Post('edit')
  @Requires('protocol.prepare')
  async update(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(protocolForm, body);
    const submits = body['then'] === 'submit';
    // All that is wrong is named in one round, what is missing included.
    const missing = submits ? this.page.missing(form.values, this.clock.now()) : {};
    if (!form.ok) {
      const refused = refusedForm(form.values, { ...missing, ...form.errors }, protocolForm);
      return this.showAgain(reply, actor, id, refused, 422);
    }
    const { edition, inventoryNumber } = form.data;
    const save = { id, edition, inventoryNumber, content: contentOf(form.data) };
    const refusal = await refusalOf(() => this.protocols.save(actor, save, this.clock.now()));
    if (refusal) return this.showRefusal(reply, actor, id, form.values, refusal, missing);
    if (!submits) {
      leaveFlash(reply, 'Zapisano protokół.');
      return void reply.redirect(`${LIST_PATH}/${id}`, 303);
    }
    // Saving made it one edition younger.
    return this.submit(reply, actor, id, { ...form.values, edition: edition + 1 });
  }

  /** Adds or takes out a row without saving; the button says which. */
  @Post('edit/rows')
  @Requires('protocol.prepare')
  async changeRows(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { _csrf, add, remove, ...values } = body;
    const [group, row] = typeof remove === 'string' ? remove.split('.') : [];
    const changed = group ? withoutRow(values, group, Number(row)) : { ...values };
    const refused = add === 'operations' || add === 'parts' ? addRow(changed, add) : {};
    await this.showAgain(reply, actor, id, refusedForm(changed, refused, protocolForm), 200);
  }

  @Post('submission')
  @Requires('protocol.prepare')
  async createSubmission(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { form } = await this.page.view(actor, id, this.clock.now());
    await this.submit(reply, actor, id, form.values);
  }

  @Post('deletion')
  @Requires('protocol.prepare')
  async discard(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { revision } = await this.page.view(actor, id, this.clock.now());
    await this.protocols.discard(actor, id, this.clock.now());
    leaveFlash(reply, revision.revision === 1 ? 'Projekt protokołu został usunięty.' : 'Korekta została odrzucona.');
    void reply.redirect(revision.revision === 1 ? LIST_PATH : `${LIST_PATH}/${id}`, 303);
  }

  private async submit(reply: FastifyReply, actor: Actor, id: number, values: Record<string, unknown>): Promise<void> {
    let number = '';
    const refusal = await refusalOf(async () => {
      ({ number } = await this.decisions.submit(actor, { id }, this.clock.now()));
    });
    if (refusal) return this.showRefusal(reply, actor, id, values, refusal);
    leaveFlash(reply, `Protokół ${number} przekazano do zatwierdzenia.`);
    void reply.redirect(`${LIST_PATH}/${id}`, 303);
  }

  private async showRefusal(
    reply: FastifyReply,
    actor: Actor,
    id: number,
    values: Record<string, unknown>,
    { kind, fields, message }: DomainError,
    missing: Record<string, string> = {},
  ): Promise<void> {
    const isAboutFields = Object.keys(fields).length > 0;
    const form = refusedForm(values, isAboutFields ? { ...missing, ...fields } : {}, protocolForm, message);
    await this.showAgain(reply, actor, id, form, kind === 'conflict' ? 409 : 422);
  }

  private async showAgain(
    reply: FastifyReply,
    actor: Actor,
    id: number,
    form: FormView,
    status: number,
  ): Promise<void> {
    const view = await this.page.view(actor, id, this.clock.now(), form);
    await reply.status(status).view('pages/repair-protocols/edit', view);
  }
}

/** An empty row behind those that the form has. @returns why there is none: by field of a row that is still empty */
function addRow(values: Record<string, unknown>, group: 'operations' | 'parts'): Record<string, string> {
  const first = group === 'operations' ? 'kind' : 'name';
  const empty = emptyRow(values, group);
  if (empty !== null) return { [`${group}.${empty}.${first}`]: FILL_FIRST };
  values[`${group}.${rowCount(values, group)}.${first}`] = '';
  return {};
}
