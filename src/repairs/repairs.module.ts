import { Module } from '@nestjs/common';
import { OfficeModule } from '../office/office.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { ProtocolDecisionController } from './protocol-decision.controller.js';
import { ProtocolDecisionsService } from './protocol-decisions.service.js';
import { ProtocolDraftController } from './protocol-draft.controller.js';
import { ProtocolEditPage } from './protocol-edit-page.js';
import { ProtocolNewPage } from './protocol-new-page.js';
import { ProtocolPage } from './protocol-page.js';
import { ProtocolPdfController } from './protocol-pdf.controller.js';
import { ProtocolPrinter } from './protocol-printer.js';
import { RepairProtocolsController } from './repair-protocols.controller.js';
import { RepairProtocolsService } from './repair-protocols.service.js';

@Module({
  imports: [OfficeModule, TicketsModule],
  controllers: [RepairProtocolsController, ProtocolDraftController, ProtocolDecisionController, ProtocolPdfController],
  providers: [
    RepairProtocolsService,
    ProtocolDecisionsService,
    ProtocolPrinter,
    ProtocolPage,
    ProtocolEditPage,
    ProtocolNewPage,
  ],
  exports: [RepairProtocolsService, ProtocolDecisionsService, ProtocolPrinter],
})
export class RepairsModule {}
