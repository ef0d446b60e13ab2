import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Post, Query, Render, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { listUnits } from '../directory/directory.queries.js';
import { answerForm } from '../rendering/answer-form.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { ticketPathNumber } from '../tickets/ticket-number.js';
import { ACCEPT, lostFiles, refusedAttachments } from './attachment-check.js';
import { PhoneEntryService } from './phone-entry.service.js';
import { callerImpactOptions, categoryOptions, phoneForm } from './request-form.js';
import { findRequesters } from './requester.query.js';

/** A ticket entered by a technician for somebody who called or came by. */
@Controller('tickets/new')
@Requires('ticket.register')
export class PhoneEntryController {
  constructor(
    private readonly db: DataSource,
    private readonly entries: PhoneEntryService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Render('pages/phone-entry/new')
  async new() {
    return this.view(emptyForm({ token: randomUUID(), impact: 'PERSON', category: '' }));
  }

  /** People whose name or address begins as typed, as HTML below the field. */
  @Get('people')
  @Render('pages/phone-entry/people')
  async people(@Query('q') typed?: string) {
    const text = String(typed ?? '')
      .slice(0, 100)
      .trim();
    const people = text.length < 2 ? [] : await findRequesters(this.db.manager, text, this.today());
    return {
      people: people.map((person) => ({ ...person, reference: person.email ?? `#${person.id} ${person.name}` })),
      isUnknown: text.length >= 2 && people.length === 0,
    };
  }

  @Post()
  @RouteConfig({ takesFiles: 'signed-in' })
  async create(
    @CurrentUser() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const files = (request.uploads ?? []).filter(({ field }) => field === 'attachments');
    await answerForm(reply, {
      schema: phoneForm,
      body,
      rules: (values) => this.entries.refusedFields(values, this.clock.now()),
      refusedFiles: refusedAttachments(files),
      act: (data) => this.entries.register(actor, data, files, this.clock.now()),
      done: (number) => ({
        to: `/tickets/${ticketPathNumber(number)}`,
        text: `Zarejestrowano zgłoszenie ${number}.`,
      }),
      template: 'pages/phone-entry/new',
      again: (form) => this.view(form, lostFiles(files)),
    });
  }

  private async view(form: FormView, lostFiles: readonly string[] = []) {
    const units = await listUnits(this.db.manager, this.today());
    return {
      form,
      lostFiles,
      accept: ACCEPT,
      units: units.map(({ symbol, name }) => ({ value: symbol, label: `${symbol} – ${name}` })),
      categories: categoryOptions,
      impacts: callerImpactOptions,
    };
  }

  private today(): string {
    return localDate(this.clock.now(), this.config.timeZone);
  }
}
