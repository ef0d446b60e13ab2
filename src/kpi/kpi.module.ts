import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { ProcessCardModule } from '../process-card/process-card.module.js';
import { KpiEvidenceService } from './kpi-evidence.service.js';
import { KpiFiguresService } from './kpi-figures.service.js';
import { KpiReportsService } from './kpi-reports.service.js';
import { KpiService } from './kpi.service.js';

@Module({
  imports: [CalendarModule, ProcessCardModule],
  providers: [KpiFiguresService, KpiEvidenceService, KpiReportsService, KpiService],
  exports: [KpiService, KpiReportsService],
})
export class KpiModule {}
