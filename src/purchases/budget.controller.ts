import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { parseGrosze } from '../common/grosze.js';
import { localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { answerForm } from '../rendering/answer-form.js';
import { moneyField, textField } from '../rendering/form-fields.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
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
    await answerForm(reply, {
      schema: lineForm,
      body,
      act: ({ plan, ...line }) => this.budget.createLine(actor, { ...line, planGrosze: plan }, this.clock.now()),
      done: (_id, { year }) => ({ to: `/budget?year=${year}`, text: 'Dodano pozycję budżetu.' }),
      template: 'pages/budget/new',
      again: (form) => ({ form }),
    });
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
    const id = idOf(path);
    await answerForm(reply, {
      schema: changeForm,
      body,
      act: ({ name, planChange }) =>
        this.budget.changeLine(actor, { id, name, planChangeGrosze: planChange }, this.clock.now()),
      done: () => ({ to: `/budget/${id}`, text: 'Zapisano zmiany.' }),
      template: 'pages/budget/show',
      again: (form) => this.view(actor, path, form),
    });
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
