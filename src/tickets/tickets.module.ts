import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { TicketBulkController } from './ticket-bulk.controller.js';
import { TicketBulkService } from './ticket-bulk.service.js';
import { TicketListPage } from './ticket-list.page.js';
import { TicketAssignmentService } from './ticket-assignment.service.js';
import { TicketClassificationService } from './ticket-classification.service.js';
import { TicketMergingService } from './ticket-merging.service.js';
import { TicketMessagesService } from './ticket-messages.service.js';
import { TicketObligations } from './ticket-obligations.service.js';
import { TicketParticipantsService } from './ticket-participants.service.js';
import { TicketStatusService } from './ticket-status.service.js';
import { TicketTimersSweeper } from './ticket-timers.sweeper.js';
import { TicketForms } from './ticket-forms.js';
import { TicketPage } from './ticket-page.js';
import { TicketsController } from './tickets.controller.js';
import { TicketMessagesController } from './ticket-messages.controller.js';
import { TicketStatusController } from './ticket-status.controller.js';
import { TicketAssignmentController } from './ticket-assignment.controller.js';
import { TicketMergingController } from './ticket-merging.controller.js';
import { TicketParticipantsController } from './ticket-participants.controller.js';
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
  controllers: [
    TicketsController,
    TicketMessagesController,
    TicketStatusController,
    TicketAssignmentController,
    TicketBulkController,
    TicketMergingController,
    TicketParticipantsController,
  ],
  imports: [CalendarModule],
  providers: [...SERVICES, TicketBulkService, TicketListPage, TicketPage, TicketForms, TicketTimersSweeper],
  exports: [...SERVICES, TicketPage],
})
export class TicketsModule {}
