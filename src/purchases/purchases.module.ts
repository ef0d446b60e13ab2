import { Module } from '@nestjs/common';
import { InventoryModule } from '../inventory/inventory.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { AcceptanceReturnService } from './acceptance-return.service.js';
import { AcceptanceService } from './acceptance.service.js';
import { BudgetService } from './budget.service.js';
import { ProcurementService } from './procurement.service.js';
import { PurchaseApprovalService } from './purchase-approval.service.js';
import { PurchaseRequestsService } from './purchase-requests.service.js';
import { RequestProgress } from './request-progress.service.js';

const SERVICES = [
  PurchaseRequestsService,
  PurchaseApprovalService,
  ProcurementService,
  AcceptanceService,
  AcceptanceReturnService,
  BudgetService,
];

@Module({
  imports: [TicketsModule, InventoryModule],
  providers: [...SERVICES, RequestProgress],
  exports: SERVICES,
})
export class PurchasesModule {}
