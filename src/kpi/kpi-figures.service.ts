import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CalendarService } from '../calendar/calendar.service.js';
import { found } from '../common/domain-error.js';
import { localYear } from '../common/local-date.js';
import { ProcessCardService } from '../process-card/process-card.service.js';
import {
  type AcceptanceFact,
  acceptanceFacts,
  registerGroups,
  type RepairFact,
  repairFacts,
} from './equipment-facts.query.js';
import { outageFacts } from './outage-facts.query.js';
import { type ReportPeriod, reportPeriod } from './report-period.js';
import { type YearFigures, yearFigures } from './year-figures.js';
import { firstYearWithData } from './years-with-data.query.js';

export type Figures = YearFigures<RepairFact, AcceptanceFact>;

/** The indicators of process card PR-10 as they are known now. */
@Injectable()
export class KpiFiguresService {
  constructor(
    private readonly db: DataSource,
    private readonly calendars: CalendarService,
    private readonly processCard: ProcessCardService,
  ) {}

  /**
   * The figures of one year: all of it, or up to `asOf` while it runs.
   * @throws DomainError `kpi-year.not-found` when the year has not begun
   */
  async figures(year: number, asOf: Date, tx: EntityManager = this.db.manager): Promise<Figures> {
    const [figures] = await this.figuresOf([year], asOf, tx);
    return found(figures, 'kpi-year');
  }

  /** Every year from the first with any evidence to the running one, oldest first. */
  async overview(asOf: Date): Promise<Figures[]> {
    const { timeZone } = await this.calendars.load();
    const lastYear = localYear(asOf, timeZone);
    const firstYear = (await firstYearWithData(this.db.manager, timeZone)) ?? lastYear;
    const years = Array.from({ length: lastYear - firstYear + 1 }, (_, index) => firstYear + index);
    return this.figuresOf(years, asOf, this.db.manager);
  }

  /** One query per kind of fact, whatever the number of years. */
  private async figuresOf(years: readonly number[], asOf: Date, tx: EntityManager): Promise<Figures[]> {
    const calendar = await this.calendars.load(tx);
    const periods = years.flatMap((year) => reportPeriod(year, asOf, calendar) ?? []);
    const span = spanOf(periods);
    if (!span) return [];
    const facts = {
      outages: await outageFacts(tx, span),
      repairs: await repairFacts(tx, span),
      acceptances: await acceptanceFacts(tx, span),
      register: await registerGroups(tx),
    };
    const cardOf = await this.processCard.inForceByYear(tx);
    return periods.map((period) => yearFigures(period, facts, cardOf(period.year), calendar));
  }
}

function spanOf(periods: readonly ReportPeriod[]) {
  const first = periods.at(0);
  const last = periods.at(-1);
  return first && last && { start: first.start, end: last.end, firstDay: first.firstDay, lastDay: last.lastDay };
}
