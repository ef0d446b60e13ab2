import { Body, Controller, Get, Param, Post, Render, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import type { PlannedRow, RowOutcome } from '../directory/import-plan.js';
import { answerForm } from '../rendering/answer-form.js';
import { tickField } from '../rendering/form-fields.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { IMPORT_KINDS, type ImportKind } from './csv-import.entity.js';
import { listImports } from './import-list.query.js';
import { type ImportPlan, ImportsService } from './imports.service.js';

/** Beyond this many lines of one sort the page shows only how many more there are. */
const SHOWN_ROWS = 200;

const KIND_LABELS: Record<ImportKind, string> = {
  assets: 'Sprzęt',
  people: 'Osoby',
  units: 'Komórki organizacyjne',
};

const uploadForm = z.object({ kind: z.enum(IMPORT_KINDS).meta({ title: 'Co zawiera plik' }) });
const confirmForm = z.object({ fingerprint: z.string().length(64), skipRejected: tickField });

/** Files from other systems: send in, look, confirm. */
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly db: DataSource,
    private readonly imports: ImportsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('asset.manage')
  @Render('pages/imports/list')
  async index(@CurrentUser() actor: Actor) {
    return this.listPage(actor, emptyForm({ kind: 'assets' }));
  }

  @Post()
  @Requires('asset.manage')
  @RouteConfig({ takesFiles: 'signed-in' })
  async create(
    @CurrentUser() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = request.uploads?.find(({ field }) => field === 'file');
    const isMissing = !file && !request.refusedUploads?.file;
    await answerForm(reply, {
      schema: uploadForm,
      body,
      refusedFiles: isMissing ? { file: 'Wybierz plik CSV.' } : {},
      act: ({ kind }) => this.imports.receive(actor, { kind, ...file! }, this.clock.now()),
      done: (id) => ({ to: `/imports/${id}` }),
      template: 'pages/imports/list',
      again: (form) => this.listPage(actor, form),
    });
  }

  @Get(':id')
  @Requires('asset.manage')
  @Render('pages/imports/show')
  async show(@CurrentUser() actor: Actor, @Param('id') path: string) {
    return this.page(actor, path, emptyForm());
  }

  @Post(':id/application')
  @Requires('asset.manage')
  async createApplication(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await answerForm(reply, {
      schema: confirmForm,
      body,
      act: (data) => this.imports.apply(actor, { id: idOf(path), ...data }, this.clock.now()),
      done: () => ({ to: `/imports/${path}`, text: 'Dane zaimportowano.' }),
      template: 'pages/imports/show',
      again: (form) => this.page(actor, path, form),
    });
  }

  private async listPage(actor: Actor, form: FormView) {
    const kinds = IMPORT_KINDS.filter((kind) => can(actor, kind === 'assets' ? 'asset.manage' : 'directory.manage'));
    return {
      form,
      kinds: kinds.map((kind) => ({
        value: kind,
        label: KIND_LABELS[kind],
        hint: `Kolumny: ${this.imports
          .columnsOf(kind)
          .map(({ title }) => title)
          .join(', ')}.`,
      })),
      imports: (await listImports(this.db.manager, kinds)).map((row) => ({ ...row, kindLabel: KIND_LABELS[row.kind] })),
    };
  }

  private async page(actor: Actor, path: string, form: FormView) {
    const { file, plan } = await this.imports.preview(actor, idOf(path), this.clock.now());
    return {
      file,
      kindLabel: KIND_LABELS[file.kind],
      path: `/imports/${file.id}`,
      form,
      plan: plan && { ...plan, delimiter: DELIMITERS[plan.delimiter], groups: groupsOf(plan) },
      mayApply: plan !== null && plan.counts.create + plan.counts.change > 0,
      unknownColumns: plan?.unknownColumns.map((title) => `„${title}”`).join(', ') ?? '',
    };
  }
}

const DELIMITERS: Record<ImportPlan['delimiter'], string> = { ';': 'średnik', ',': 'przecinek', '\t': 'tabulator' };

const GROUPS: { outcome: RowOutcome; title: string }[] = [
  { outcome: 'rejected', title: 'Odrzucone' },
  { outcome: 'change', title: 'Do zmiany' },
  { outcome: 'create', title: 'Nowe' },
];

/** Lines by what they would do; unchanged ones are only counted. */
function groupsOf({ rows, counts }: ImportPlan) {
  return GROUPS.filter(({ outcome }) => counts[outcome] > 0).map(({ outcome, title }) => ({
    title: `${title}: ${counts[outcome]}`,
    isRejected: outcome === 'rejected',
    isChange: outcome === 'change',
    more: Math.max(0, counts[outcome] - SHOWN_ROWS),
    rows: rows
      .filter((row) => row.outcome === outcome)
      .slice(0, SHOWN_ROWS)
      .map(({ line, key, changes, errors }: PlannedRow) => ({
        line,
        key,
        errors,
        changes: changes.filter(({ to, from }) => to || from),
      })),
  }));
}

/** @throws DomainError `import.not-found` */
function idOf(path: string): number {
  return Number(found(/^\d{1,9}$/.exec(path), 'import')[0]);
}
