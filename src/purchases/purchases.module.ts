import { Module } from '@nestjs/common';
import { OfficeModule } from '../office/office.module.js';
import { InventoryModule } from '../inventory/inventory.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { AcceptanceReturnService } from './acceptance-return.service.js';
import { AcceptanceReturnsController } from './acceptance-returns.controller.js';
import { AcceptanceService } from './acceptance.service.js';
import { AcceptancesController } from './acceptances.controller.js';
import { BudgetController } from './budget.controller.js';
import { BudgetService } from './budget.service.js';
import { ProcurementController } from './procurement.controller.js';
import { ProcurementService } from './procurement.service.js';
import { PurchaseApprovalService } from './purchase-approval.service.js';
import { PurchaseApprovalsController } from './purchase-approvals.controller.js';
import { PurchasePrintsController } from './purchase-prints.controller.js';
import { PurchaseRequestListController } from './purchase-request-list.controller.js';
import { PurchaseRequestPage } from './purchase-request.page.js';
import { PurchaseRequestsController } from './purchase-requests.controller.js';
import { PurchaseRequestsService } from './purchase-requests.service.js';
import { RequestFormPage } from './request-form.page.js';
import { RequestPageForms } from './request-page-forms.js';
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
  imports: [OfficeModule, TicketsModule, InventoryModule],
  controllers: [
    PurchaseRequestListController,
    PurchaseRequestsController,
    PurchaseApprovalsController,
    ProcurementController,
    AcceptancesController,
    AcceptanceReturnsController,
    PurchasePrintsController,
    BudgetController,
  ],
  providers: [...SERVICES, RequestProgress, PurchaseRequestPage, RequestFormPage, RequestPageForms],
  exports: SERVICES,
})
export class PurchasesModule {}
