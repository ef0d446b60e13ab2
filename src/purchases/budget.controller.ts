import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found, refusalOf } from '../common/domain-error.js';
import { parseGrosze } from '../common/grosze.js';
import { localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { leaveFlash } from '../rendering/flash.js';
import { moneyField, textField } from '../rendering/form-fields.js';
import { emptyForm, type FormView, readForm, refusedForm } from '../rendering/forms.js';
import { budgetYears, leftOf, listBudgetEntries, listBudgetLines } from './budget-line.query.js';
import { BudgetService } from './budget.service.js';

const yearField = z.coerce.number({ error: 'Podaj rok.' }).int().min(2000).max(2100);

const lineForm = z.object({
  year: yearField.meta({ title: 'Rok' }),
  classification: textField(20).meta({ title: 'Klasyfikacja' }),
  name: textField(200).meta({ title: 'Nazwa' }),
  plan: moneyField.meta({ title: 'Plan' }),
});

const changeForm = z.object({
  name: textField(200).meta({ title: 'Nazwa' }),
  planChange: z.string().default('').transform(signedGrosze).meta({ title: 'Zmiana planu' }),
});

/** Lines of the budget with plan, commitments and what is left. */
@Controller('budget')
export class BudgetController {
  constructor(
    private readonly db: DataSource,
    private readonly budget: BudgetService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('budget.view')
  @Render('pages/budget/list')
  async index(@CurrentUser() actor: Actor, @Query('year') named: string | undefined) {
    const current = localYear(this.clock.now(), this.config.timeZone);
    const year = yearField.catch(current).parse(named ?? current);
    const lines = await listBudgetLines(this.db.manager, year);
    const years = new Set([current, year, ...(await budgetYears(this.db.manager))]);
    const sum = (field: 'planGrosze' | 'committedGrosze' | 'leftGrosze') =>
      lines.reduce((total, line) => total + line[field], 0);
    return {
      year,
      lines: lines.map((line) => ({ ...line, isOverdrawn: line.leftGrosze < 0 })),
      total: { planGrosze: sum('planGrosze'), committedGrosze: sum('committedGrosze'), leftGrosze: sum('leftGrosze') },
      mayManage: mayEver(actor, 'budget.manage'),
      tabs: [...years]
        .toSorted((a, b) => b - a)
        .map((item) => ({ label: String(item), href: `/budget?year=${item}`, current: item === year, count: null })),
    };
  }

  @Get('new')
  @Requires('budget.manage')
  @Render('pages/budget/new')
  new() {
    return { form: emptyForm({ year: localYear(this.clock.now(), this.config.timeZone) }) };
  }

  @Post()
  @Requires('budget.manage')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(lineForm, body);
    const refusal = form.ok
      ? await refusalOf(() => {
          const { plan, ...line } = form.data;
          return this.budget.createLine(actor, { ...line, planGrosze: plan }, this.clock.now());
        })
      : null;
    if (form.ok && !refusal) {
      leaveFlash(reply, 'Dodano pozycję budżetu.');
      return void reply.redirect(`/budget?year=${form.data.year}`, 303);
    }
    const shown = refusal ? refusedForm(form.values, refusal.fields, lineForm, refusal.message) : form;
    void reply.status(422).view('pages/budget/new', { form: shown });
  }

  @Get(':id')
  @Requires('budget.view')
  @Render('pages/budget/show')
  async show(@CurrentUser() actor: Actor, @Param('id') id: string) {
    return this.view(actor, id);
  }

  @Post(':id')
  @Requires('budget.manage')
  async update(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const form = readForm(changeForm, body);
    const refusal = form.ok
      ? await refusalOf(() => {
          const change = { id: idOf(path), name: form.data.name, planChangeGrosze: form.data.planChange };
          return this.budget.changeLine(actor, change, this.clock.now());
        })
      : null;
    if (form.ok && !refusal) {
      leaveFlash(reply, 'Zapisano zmiany.');
      return void reply.redirect(`/budget/${path}`, 303);
    }
    const shown = refusal ? refusedForm(form.values, refusal.fields, changeForm, refusal.message) : form;
    void reply.status(422).view('pages/budget/show', await this.view(actor, path, shown));
  }

  private async view(actor: Actor, path: string, form?: FormView) {
    const line = await leftOf(this.db.manager, idOf(path));
    return {
      line,
      entries: await listBudgetEntries(this.db.manager, line.id),
      mayManage: mayEver(actor, 'budget.manage'),
      isOverdrawn: line.leftGrosze < 0,
      form: form ?? emptyForm({ name: line.name }),
    };
  }
}

/** @throws DomainError `budget-line.not-found` */
function idOf(path: string): number {
  return Number(found(/^\d{1,9}$/.exec(path), 'budget-line')[0]);
}

/** `-1 500,00` takes away; empty changes nothing. */
function signedGrosze(text: string, context: z.RefinementCtx): number {
  const typed = text.trim().replace('−', '-');
  const grosze = typed ? parseGrosze(typed.replace(/^[-+]/, '')) : 0;
  if (grosze !== null) return typed.startsWith('-') ? -grosze : grosze;
  context.addIssue({ code: 'custom', message: 'Podaj kwotę, na przykład 1500,00 albo -1500,00.' });
  return z.NEVER;
}
