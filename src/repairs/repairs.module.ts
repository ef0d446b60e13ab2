import { Module } from '@nestjs/common';
import { TicketsModule } from '../tickets/tickets.module.js';
import { ProtocolDecisionsService } from './protocol-decisions.service.js';
import { ProtocolPrinter } from './protocol-printer.js';
import { RepairProtocolsService } from './repair-protocols.service.js';

@Module({
  imports: [TicketsModule],
  providers: [RepairProtocolsService, ProtocolDecisionsService, ProtocolPrinter],
  exports: [RepairProtocolsService, ProtocolDecisionsService, ProtocolPrinter],
})
export class RepairsModule {}
