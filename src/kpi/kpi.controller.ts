import { Controller, Get, Header, Param, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { chartSvg } from '../rendering/charts.js';
import { AnnualCardService } from './annual-card.service.js';
import { chartSentence, indicatorChart } from './kpi-chart.js';
import { INDICATOR_NAMES } from './indicator-names.js';
import { KpiFiguresService } from './kpi-figures.service.js';
import { latestReportStates } from './kpi-report-list.query.js';
import { KpiYearPage } from './kpi-year.page.js';
import { indicatorView } from './kpi-year.view.js';
import { yearFromPath } from './year-from-path.js';
import { INDICATOR_IDS } from './year-figures.js';

/** The indicators over the years, and one year. */
@Controller('kpi')
export class KpiController {
  constructor(
    private readonly db: DataSource,
    private readonly figures: KpiFiguresService,
    private readonly yearPage: KpiYearPage,
    private readonly cards: AnnualCardService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('kpi.view')
  @Render('pages/kpi/index')
  async index() {
    const now = this.clock.now();
    const years = await this.figures.overview(now);
    const reports = new Map((await latestReportStates(this.db.manager)).map((report) => [report.year, report]));
    const views = years.map((figures) => {
      const { period, indicators } = figures;
      const report = reports.get(period.year);
      return {
        year: period.year,
        complete: period.complete,
        lastDay: period.lastDay,
        state: period.complete ? (report?.state ?? 'DRAFT') : 'INTERIM',
        indicators: indicators.map((figure) => indicatorView(figure, period.year)),
      };
    });
    return {
      current: views.at(-1) ?? null,
      years: views.toReversed(),
      charts: INDICATOR_IDS.map((id) => ({
        title: INDICATOR_NAMES[id].name,
        src: `/kpi/charts/${id}.svg`,
        alt: chartSentence(id, years),
        rows: years.map(({ period, indicators }) => ({
          year: period.year,
          display: indicators.find((figure) => figure.id === id)?.display ?? '',
        })),
      })),
    };
  }

  @Get('charts/:file')
  @Requires('kpi.view')
  @Header('content-type', 'image/svg+xml')
  @Header('cache-control', 'private, max-age=60')
  // The picture styles itself; as a picture it can load nothing and run nothing.
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  async chart(@Param('file') file: string, @Query('theme') theme: unknown): Promise<string> {
    const id = found(
      INDICATOR_IDS.find((known) => `${known}.svg` === file),
      'indicator',
    );
    const years = await this.figures.overview(this.clock.now());
    return chartSvg(indicatorChart(id, years, theme === 'dark' ? 'dark' : 'light'));
  }

  @Get(':year/card.pdf')
  @Requires('kpi.view')
  async card(@CurrentUser() actor: Actor, @Param('year') year: string, @Res() reply: FastifyReply): Promise<void> {
    const stamp = { at: this.clock.now(), by: actor.name };
    const pdf = await this.cards.pdfOfYear(yearFromPath(year), stamp);
    void reply
      .type('application/pdf')
      .header('content-disposition', `attachment; filename="mierniki-${year}.pdf"`)
      .send(pdf);
  }

  @Get(':year')
  @Requires('kpi.view')
  @Render('pages/kpi/show')
  async show(@CurrentUser() actor: Actor, @Param('year') year: string) {
    return this.yearPage.view(actor, yearFromPath(year), this.clock.now());
  }
}
