import { Body, Controller, Get, HttpCode, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { findPersonByEmail } from '../directory/directory.queries.js';
import { emptyForm, readForm } from '../rendering/forms.js';
import { classify, compileRules } from './classify.js';
import { missInWords, traceInWords } from './triage-rule-words.js';
import { enabledRules } from './triage-rules.query.js';
import { TriageService } from './triage.service.js';

const trialForm = z.object({
  senderEmail: z
    .union([z.literal(''), z.email()])
    .optional()
    .meta({ title: 'Adres nadawcy' }),
  subject: z.string().max(500).meta({ title: 'Temat' }),
  body: z.string().max(50_000).meta({ title: 'Treść' }),
  attachmentName: z.string().max(200).optional().meta({ title: 'Nazwa załącznika' }),
});

/** Tries the rules on a pasted text: what they would decide and why. Registers nothing. */
@Controller('settings/triage-rules/trial')
export class TriageTrialController {
  constructor(
    private readonly db: DataSource,
    private readonly triage: TriageService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('triage-rule.view')
  @Render('pages/triage-rules/trial')
  new() {
    return { form: emptyForm(), outcome: null };
  }

  @Post()
  @HttpCode(200)
  @Requires('triage-rule.view')
  async create(@Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(trialForm, body);
    if (!form.ok) return void reply.status(422).view('pages/triage-rules/trial', { form, outcome: null });
    void reply.view('pages/triage-rules/trial', { form, outcome: await this.outcome(form.data) });
  }

  private async outcome({ senderEmail, subject, body, attachmentName }: z.output<typeof trialForm>) {
    const tx = this.db.manager;
    const at = this.clock.now();
    const rules = await enabledRules(tx);
    const sender = senderEmail ? await findPersonByEmail(tx, senderEmail, localDate(at, this.config.timeZone)) : null;
    const decision = classify(compileRules(rules), {
      senderEmail: senderEmail || null,
      unitSymbol: sender?.unitSymbol ?? null,
      subject,
      body,
      addresses: [],
      attachmentNames: attachmentName ? [attachmentName] : [],
    });
    const proposed = sender?.unitSymbol ? null : await this.triage.proposeUnit(tx, subject, body, at);
    const clausesOf = new Map(rules.map((rule) => [rule.id, rule.conditions.clauses]));
    return {
      ...decision,
      sender,
      proposedUnit: proposed?.symbol ?? null,
      rule: decision.trace.find(({ ruleId }) => ruleId === decision.ruleId)?.rule ?? null,
      fired: decision.trace.map(traceInWords),
      missed: decision.misses.map((miss) => missInWords(miss, clausesOf.get(miss.ruleId) ?? [])),
    };
  }
}
