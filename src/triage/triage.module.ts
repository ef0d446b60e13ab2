import { Module } from '@nestjs/common';
import { InventoryModule } from '../inventory/inventory.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { TicketTriageController } from './ticket-triage.controller.js';
import { TicketTriageService } from './ticket-triage.service.js';
import { TriageRulesController } from './triage-rules.controller.js';
import { TriageRulesService } from './triage-rules.service.js';
import { TriageTrialController } from './triage-trial.controller.js';
import { TriageService } from './triage.service.js';

@Module({
  imports: [TicketsModule, InventoryModule],
  // The trial comes first: its path would also fit `:id`.
  controllers: [TriageTrialController, TriageRulesController, TicketTriageController],
  providers: [TriageService, TriageRulesService, TicketTriageService],
  exports: [TriageService, TicketTriageService],
})
export class TriageModule {}
