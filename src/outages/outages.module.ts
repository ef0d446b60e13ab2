import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { OutagePage } from './outage-page.js';
import { OutagesController } from './outages.controller.js';
import { OutagesService } from './outages.service.js';

@Module({
  imports: [TicketsModule, CalendarModule],
  controllers: [OutagesController],
  providers: [OutagesService, OutagePage],
  exports: [OutagesService],
})
export class OutagesModule {}
