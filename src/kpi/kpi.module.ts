import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { ProcessCardModule } from '../process-card/process-card.module.js';
import { KpiService } from './kpi.service.js';

@Module({
  imports: [CalendarModule, ProcessCardModule],
  providers: [KpiService],
  exports: [KpiService],
})
export class KpiModule {}
