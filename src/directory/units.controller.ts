import { Body, Controller, Get, Param, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { answerForm } from '../rendering/answer-form.js';
import { dayField, optional, textField } from '../rendering/form-fields.js';
import { emptyForm } from '../rendering/forms.js';
import { findUnit, listUnitRows, type UnitListRow } from './units.query.js';
import { UnitsService } from './units.service.js';

const unitForm = z.object({
  symbol: textField(20).meta({ title: 'Symbol' }),
  name: textField(200).meta({ title: 'Nazwa' }),
  email: optional(z.email()).meta({ title: 'Skrzynka' }),
  closedOn: optional(dayField).meta({ title: 'Zniesiona od' }),
});

/** Organisational units: list, entering and changing. */
@Controller('settings/units')
export class UnitsController {
  constructor(
    private readonly db: DataSource,
    private readonly units: UnitsService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('directory.view')
  @Render('pages/directory/units')
  async index(@CurrentUser() actor: Actor) {
    const today = this.today();
    const units = await listUnitRows(this.db.manager, today);
    return {
      units: units.map((unit) => ({ ...unit, isClosed: unit.closedOn !== null && unit.closedOn <= today })),
      manages: can(actor, 'directory.manage'),
      seesAssets: can(actor, 'asset.list'),
    };
  }

  @Get('new')
  @Requires('directory.manage')
  @Render('pages/directory/unit-form')
  new() {
    return { ...NEW, form: emptyForm() };
  }

  @Post()
  @Requires('directory.manage')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await answerForm(reply, {
      schema: unitForm,
      body,
      act: (data) => this.units.create(actor, data, this.clock.now()),
      done: () => ({ to: '/settings/units', text: 'Dodano komórkę.' }),
      template: 'pages/directory/unit-form',
      again: (form) => ({ ...NEW, form }),
    });
  }

  @Get(':id')
  @Requires('directory.view')
  @Render('pages/directory/unit-form')
  async show(@CurrentUser() actor: Actor, @Param('id') path: string) {
    const unit = await findUnit(this.db.manager, idOf(path), this.today());
    const { symbol, name, email, closedOn } = unit;
    return { ...existing(actor, unit), form: emptyForm({ symbol, name, email, closedOn }) };
  }

  @Post(':id')
  @Requires('directory.manage')
  async update(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const unit = await findUnit(this.db.manager, idOf(path), this.today());
    await answerForm(reply, {
      schema: unitForm,
      body,
      act: (data) => this.units.change(actor, unit.id, data, this.clock.now()),
      done: () => ({ to: '/settings/units', text: 'Zapisano zmiany.' }),
      template: 'pages/directory/unit-form',
      again: (form) => ({ ...existing(actor, unit), form }),
    });
  }

  private today(): string {
    return localDate(this.clock.now(), this.config.timeZone);
  }
}

const NEW = { heading: 'Nowa komórka', action: '/settings/units', unit: null, manages: true };

function existing(actor: Actor, unit: UnitListRow) {
  const action = `/settings/units/${unit.id}`;
  return { heading: `${unit.symbol} – ${unit.name}`, action, unit, manages: can(actor, 'directory.manage') };
}

/** @throws DomainError `unit.not-found` */
function idOf(path: string): number {
  return Number(found(/^\d{1,9}$/.exec(path), 'unit')[0]);
}
