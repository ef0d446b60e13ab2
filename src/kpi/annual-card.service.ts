import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { found } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { OfficeProfileService } from '../office/office-profile.service.js';
import { renderPdf } from '../rendering/pdf.js';
import { type AnnualCard, annualCard, type PrintStamp } from './annual-card.js';
import { outageEvidence } from './evidence.query.js';
import { KpiFiguresService } from './kpi-figures.service.js';
import { type ReportRow, reportsOfYear } from './kpi-report-list.query.js';
import { inputsOf } from './report-snapshot.js';

/** What is known of a year, without the names of its outages. */
export type YearCard = Omit<AnnualCard, 'outageNames'>;

/** The annual card as PDF: for the page, and for `report YEAR --pdf` of the command line. */
@Injectable()
export class AnnualCardService {
  constructor(
    private readonly db: DataSource,
    private readonly figures: KpiFiguresService,
    private readonly office: OfficeProfileService,
    private readonly config: AppConfig,
  ) {}

  /**
   * The newest approved report of a year, or else the figures as known now.
   * @throws DomainError `kpi-year.not-found` when the year has not begun
   */
  async ofYear(year: number, at: Date): Promise<YearCard> {
    const reports = await reportsOfYear(this.db.manager, year);
    const approved = reports.find(({ state }) => state === 'APPROVED');
    return approved ? fromReport(approved) : this.current(year, at);
  }

  /** @throws DomainError `kpi-year.not-found` when the year has not begun */
  async pdfOfYear(year: number, stamp: PrintStamp): Promise<Buffer> {
    return this.print(await this.ofYear(year, stamp.at), stamp);
  }

  /** @throws DomainError `kpi-report.not-found` */
  async pdfOfReport(year: number, revision: number, stamp: PrintStamp): Promise<Buffer> {
    const reports = await reportsOfYear(this.db.manager, year);
    const report = found(
      reports.find((candidate) => candidate.revision === revision),
      'kpi-report',
    );
    return this.print(fromReport(report), stamp);
  }

  private async current(year: number, at: Date): Promise<YearCard> {
    const figures = await this.figures.figures(year, at);
    const { period, cardVersion, indicators } = figures;
    const { outages } = inputsOf(figures);
    return { ...period, cardVersion, report: null, asOf: at, indicators, outages };
  }

  private async print(card: YearCard, stamp: PrintStamp): Promise<Buffer> {
    const ids = card.outages.map(({ id }) => id);
    const rows = await outageEvidence(this.db.manager, null, ids);
    const outageNames = new Map(rows.map((row) => [row.id, row]));
    return renderPdf(annualCard({ ...card, outageNames }, stamp, this.config.timeZone), await this.office.read());
  }
}

function fromReport({ year, cardVersion, asOf, snapshot, ...report }: ReportRow): YearCard {
  const { period, indicators, outages } = snapshot;
  return { year, cardVersion, report, asOf, complete: true, lastDay: period.lastDay, indicators, outages };
}
