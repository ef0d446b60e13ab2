import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { TicketAssignmentService } from './ticket-assignment.service.js';
import { TicketClassificationService } from './ticket-classification.service.js';
import { TicketMergingService } from './ticket-merging.service.js';
import { TicketMessagesService } from './ticket-messages.service.js';
import { TicketObligations } from './ticket-obligations.service.js';
import { TicketParticipantsService } from './ticket-participants.service.js';
import { TicketStatusService } from './ticket-status.service.js';
import { TicketTimersSweeper } from './ticket-timers.sweeper.js';
import { TicketsService } from './tickets.service.js';

const SERVICES = [
  TicketsService,
  TicketMessagesService,
  TicketStatusService,
  TicketAssignmentService,
  TicketClassificationService,
  TicketMergingService,
  TicketObligations,
  TicketParticipantsService,
];

@Module({
  imports: [CalendarModule],
  providers: [...SERVICES, TicketTimersSweeper],
  exports: SERVICES,
})
export class TicketsModule {}
