import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { ASSET_KINDS } from '../inventory/asset-kind.js';
import { listView } from '../rendering/list-view.js';
import { INDICATOR_NAMES } from './indicator-names.js';
import { KpiEvidenceService } from './kpi-evidence.service.js';
import { type Figures, KpiFiguresService } from './kpi-figures.service.js';
import { indicatorView } from './kpi-year.view.js';
import { listRegister, registerByKind } from './register-list.query.js';
import { workingMonths } from './working-months.js';
import { type IndicatorId, INDICATOR_IDS } from './year-figures.js';
import { yearFromPath } from './year-from-path.js';

const PAGE_SIZE = 50;

const registerQuery = z.object({
  kind: z.enum(ASSET_KINDS).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
});

/** What stands behind each number of a year. */
@Controller('kpi/:year/evidence/:indicator')
export class KpiEvidenceController {
  constructor(
    private readonly db: DataSource,
    private readonly figures: KpiFiguresService,
    private readonly evidence: KpiEvidenceService,
    private readonly calendars: CalendarService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('kpi.view')
  async numerator(
    @CurrentUser() actor: Actor,
    @Param('year') year: string,
    @Param('indicator') indicator: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { id, figures, head } = await this.read(year, indicator);
    const view = {
      ...head,
      links: {
        protocols: mayEver(actor, 'protocol.list'),
        outages: mayEver(actor, 'outage.list'),
        assets: mayEver(actor, 'asset.list'),
        requests: mayEver(actor, 'purchase.list'),
        emails: mayEver(actor, 'inbound-email.list'),
      },
    };
    if (id === 1) {
      const outages = await this.evidence.outages(actor, figures);
      const counted = outages.filter(({ notCounted }) => !notCounted);
      const others = outages.filter(({ notCounted }) => notCounted);
      const { downtimeMinutes } = figures.availability;
      return void reply.view('pages/kpi/evidence-outages', { ...view, counted, others, downtimeMinutes });
    }
    if (id === 2) {
      const repairs = await this.evidence.repairs(actor, figures);
      return void reply.view('pages/kpi/evidence-repairs', { ...view, repairs });
    }
    const acceptances = await this.evidence.acceptances(actor, figures);
    return void reply.view('pages/kpi/evidence-purchases', { ...view, acceptances });
  }

  @Get('denominator')
  @Requires('kpi.view')
  async denominator(
    @CurrentUser() actor: Actor,
    @Param('year') year: string,
    @Param('indicator') indicator: string,
    @Query() raw: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { id, figures, head } = await this.read(year, indicator);
    if (id === 1) {
      const months = workingMonths(figures.period, await this.calendars.load());
      return void reply.view('pages/kpi/working-time', {
        ...head,
        months,
        seesCalendar: mayEver(actor, 'calendar.view'),
      });
    }
    const scope = id === 2 ? 'equipment' : 'computers';
    const query = registerQuery.parse(raw);
    const day = figures.period.lastDay;
    const kinds = await registerByKind(this.db.manager, day, scope);
    const rows = await listRegister(this.db.manager, day, scope, {
      ...query,
      limit: PAGE_SIZE + 1,
    });
    const assets = rows.slice(0, PAGE_SIZE);
    const list = listView({
      path: head.indicator.denominatorHref,
      query: { ...query },
      columns: [
        { id: 'inventoryNumber', label: 'Nr inwentarzowy' },
        { id: 'model', label: 'Model' },
        { id: 'kind', label: 'Rodzaj' },
        { id: 'unit', label: 'Komórka' },
        { id: 'title', label: 'Tytuł' },
        { id: 'acceptedOn', label: 'W ewidencji od' },
      ],
      filters: [
        {
          name: 'kind',
          label: 'Rodzaj',
          kind: 'select',
          options: kinds.map(({ kind, label, pieces }) => ({ value: kind, label: `${label} (${pieces})` })),
        },
      ],
      count: assets.length,
      nextCursor: rows.length > PAGE_SIZE ? (assets.at(-1)?.cursor ?? null) : null,
    });
    const opensAssets = mayEver(actor, 'asset.list');
    return void reply.view('pages/kpi/register', { ...head, day, kinds, list, assets, opensAssets });
  }

  private async read(year: string, indicator: string) {
    const id = found<IndicatorId>(
      INDICATOR_IDS.find((known) => String(known) === indicator),
      'indicator',
    );
    const figures = await this.figures.figures(yearFromPath(year), this.clock.now());
    return { id, figures, head: headOf(figures, id) };
  }
}

function headOf(figures: Figures, id: IndicatorId) {
  const { year, complete, lastDay } = figures.period;
  const figure = found(
    figures.indicators.find((candidate) => candidate.id === id),
    'indicator',
  );
  return {
    year,
    complete,
    lastDay,
    indicator: indicatorView(figure, year),
    trail: [
      { label: 'Mierniki', href: '/kpi' },
      { label: String(year), href: `/kpi/${year}` },
    ],
    name: INDICATOR_NAMES[id].name,
  };
}
