import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { IntakeModule } from '../intake/intake.module.js';
import { InventoryModule } from '../inventory/inventory.module.js';
import { KpiModule } from '../kpi/kpi.module.js';
import { OutagesModule } from '../outages/outages.module.js';
import { PurchasesModule } from '../purchases/purchases.module.js';
import { RepairsModule } from '../repairs/repairs.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { AssetsApiController } from './assets.api.controller.js';
import { AttachmentsApiController } from './attachments.api.controller.js';
import { InboundEmailsApiController } from './inbound-emails.api.controller.js';
import { KpiApiController } from './kpi.api.controller.js';
import { OutagesApiController } from './outages.api.controller.js';
import { PurchaseRequestsApiController } from './purchase-requests.api.controller.js';
import { PurchaseRequestsApiService } from './purchase-requests-api.service.js';
import { PurchaseStepsApiController } from './purchase-steps.api.controller.js';
import { RepairProtocolsApiController } from './repair-protocols.api.controller.js';
import { RepairProtocolsApiService } from './repair-protocols-api.service.js';
import { TicketsApiController } from './tickets.api.controller.js';
import { TicketsApiService } from './tickets-api.service.js';

/** The REST API under /api/v1, for other programs of the office. */
@Module({
  imports: [TicketsModule, IntakeModule, KpiModule, RepairsModule, OutagesModule, PurchasesModule, InventoryModule],
  controllers: [
    TicketsApiController,
    AttachmentsApiController,
    InboundEmailsApiController,
    RepairProtocolsApiController,
    PurchaseRequestsApiController,
    PurchaseStepsApiController,
    AssetsApiController,
    OutagesApiController,
    KpiApiController,
  ],
  providers: [TicketsApiService, RepairProtocolsApiService, PurchaseRequestsApiService],
})
export class ApiModule {}

/** Serves the OpenAPI document, made from the code at its first request, at /api/docs. */
export function serveApiDocument(app: NestFastifyApplication): void {
  const info = new DocumentBuilder()
    .setTitle('Pogotowie')
    .setDescription(
      'IT helpdesk of a public office. Errors are problem details (RFC 9457); lists are `{items, nextCursor}`.',
    )
    .setVersion('1')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, info, { include: [ApiModule] }), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/docs',
  });
}
