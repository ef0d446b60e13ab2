import { Body, Controller, Get, Param, ParseIntPipe, Post, Render, Res } from '@nestjs/common';
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
import { leaveFlash } from '../rendering/flash.js';
import { answerForm } from '../rendering/answer-form.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { options } from '../rendering/labels.js';
import { assignablePeople } from '../tickets/assignable-people.query.js';
import { clauseRows, ruleForm, ruleFormValues } from './triage-rule-form.js';
import { conditionsInWords, fieldOptions, operatorOptions, resultsInWords } from './triage-rule-words.js';
import { listRules, ruleById } from './triage-rules.query.js';
import { TriageRulesService } from './triage-rules.service.js';

const PATH = '/settings/triage-rules';
const RECENT_DAYS = 30;
const positionForm = z.object({ direction: z.enum(['up', 'down']) });
const enabledForm = z.object({ enabled: z.enum(['on', '']) });

/** The rules in their order, and the form of one. */
@Controller('settings/triage-rules')
export class TriageRulesController {
  constructor(
    private readonly db: DataSource,
    private readonly rules: TriageRulesService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('triage-rule.view')
  @Render('pages/triage-rules/list')
  async index(@CurrentUser() actor: Actor) {
    const rules = await listRules(this.db.manager, this.recently());
    return {
      canManage: can(actor, 'triage-rule.manage'),
      rules: rules.map((rule, index) => ({
        ...rule,
        path: `${PATH}/${rule.id}`,
        order: index + 1,
        isFirst: index === 0,
        isLast: index === rules.length - 1,
        joinedBy: rule.conditions.match === 'all' ? 'oraz' : 'lub',
        clauses: conditionsInWords(rule.conditions),
        decides: resultsInWords(rule.results, rule.assigneeName),
      })),
    };
  }

  @Get('new')
  @Requires('triage-rule.manage')
  @Render('pages/triage-rules/edit')
  async new() {
    return this.formPage(null, emptyForm(ruleFormValues(null)));
  }

  @Post()
  @Requires('triage-rule.manage')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await answerForm(reply, {
      schema: ruleForm,
      body,
      act: (data) => this.rules.create(actor, data, this.clock.now()),
      done: () => ({ to: PATH, text: 'Reguła została dodana na końcu listy.' }),
      template: 'pages/triage-rules/edit',
      again: (form) => this.formPage(null, form),
    });
  }

  @Get(':id')
  @Requires('triage-rule.manage')
  @Render('pages/triage-rules/edit')
  async edit(@Param('id', ParseIntPipe) id: number) {
    const rule = found(await ruleById(this.db.manager, id, this.recently()), 'triage-rule');
    return this.formPage({ id, name: rule.name }, emptyForm(ruleFormValues(rule)));
  }

  @Post(':id')
  @Requires('triage-rule.manage')
  async update(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const rule = found(await ruleById(this.db.manager, id, this.recently()), 'triage-rule');
    await answerForm(reply, {
      schema: ruleForm,
      body,
      act: (data) => this.rules.change(actor, id, data, this.clock.now()),
      done: () => ({ to: `${PATH}/${id}`, text: 'Reguła została zapisana.' }),
      template: 'pages/triage-rules/edit',
      again: (form) => this.formPage({ id, name: rule.name }, form),
    });
  }

  @Post(':id/position')
  @Requires('triage-rule.manage')
  async move(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body({ schema: positionForm }) { direction }: z.output<typeof positionForm>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rules.move(actor, id, direction, this.clock.now());
    void reply.redirect(`${PATH}#rule-${id}`, 303);
  }

  @Post(':id/enabled')
  @Requires('triage-rule.manage')
  async setEnabled(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body({ schema: enabledForm }) { enabled }: z.output<typeof enabledForm>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rules.setEnabled(actor, id, enabled === 'on', this.clock.now());
    leaveFlash(reply, enabled === 'on' ? 'Reguła została włączona.' : 'Reguła została wyłączona.');
    void reply.redirect(`${PATH}#rule-${id}`, 303);
  }

  @Post(':id/deletion')
  @Requires('triage-rule.manage')
  async destroy(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.rules.remove(actor, id, this.clock.now());
    leaveFlash(reply, 'Reguła została usunięta.');
    void reply.redirect(PATH, 303);
  }

  private async formPage(rule: { id: number; name: string } | null, form: FormView) {
    const people = await assignablePeople(this.db.manager, localDate(this.clock.now(), this.config.timeZone), null);
    return {
      rule,
      form,
      action: rule ? `${PATH}/${rule.id}` : PATH,
      rows: clauseRows(form.values).map((index) => ({ index, number: index + 1 })),
      choices: {
        fields: fieldOptions,
        operators: operatorOptions,
        categories: options('category'),
        queues: options('queue'),
        impacts: options('impact'),
        urgencies: options('urgency'),
        triageResults: options('triageResult'),
        people: people.map(({ id, name }) => ({ value: String(id), label: name })),
      },
    };
  }

  private recently(): Date {
    return new Date(+this.clock.now() - RECENT_DAYS * 24 * 60 * 60_000);
  }
}
