import { Module } from '@nestjs/common';
import { OfficeModule } from '../office/office.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { ProcessCardModule } from '../process-card/process-card.module.js';
import { AnnualCardService } from './annual-card.service.js';
import { KpiEvidenceController } from './kpi-evidence.controller.js';
import { KpiEvidenceService } from './kpi-evidence.service.js';
import { KpiFiguresService } from './kpi-figures.service.js';
import { KpiReportsController } from './kpi-reports.controller.js';
import { KpiReportsService } from './kpi-reports.service.js';
import { KpiYearPage } from './kpi-year.page.js';
import { KpiController } from './kpi.controller.js';
import { KpiService } from './kpi.service.js';

@Module({
  imports: [OfficeModule, CalendarModule, ProcessCardModule],
  controllers: [KpiController, KpiEvidenceController, KpiReportsController],
  providers: [KpiFiguresService, KpiEvidenceService, KpiReportsService, AnnualCardService, KpiYearPage, KpiService],
  exports: [KpiService, KpiReportsService, AnnualCardService],
})
export class KpiModule {}
