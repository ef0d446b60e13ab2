import { type DynamicModule, Module } from '@nestjs/common';
import { ApiModule } from './api/api.module.js';
import { AccessModule } from './access/access.module.js';
import { BlobsModule } from './blobs/blobs.module.js';
import { ConfigModule } from './config/config.module.js';
import type { AppConfig } from './config/config.js';
import { DatabaseModule } from './database/database.module.js';
import type { DatabaseUrls } from './database/database.service.js';
import { DirectoryModule } from './directory/directory.module.js';
import { EventsModule } from './events/events.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { InventoryModule } from './inventory/inventory.module.js';
import { KpiModule } from './kpi/kpi.module.js';
import { MailModule } from './mail/mail.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OfficeModule } from './office/office.module.js';
import { OutagesModule } from './outages/outages.module.js';
import { ProcessCardModule } from './process-card/process-card.module.js';
import { PurchasesModule } from './purchases/purchases.module.js';
import { QueuesModule } from './queues/queues.module.js';
import { RenderingModule } from './rendering/rendering.module.js';
import { RepairsModule } from './repairs/repairs.module.js';
import { SearchModule } from './search/search.module.js';
import { TicketsModule } from './tickets/tickets.module.js';
import { TriageModule } from './triage/triage.module.js';
import { WebModule } from './web/web.module.js';

/** The whole program; which parts run in a process is decided by ROLES when it starts. */
@Module({})
export class AppModule {
  static for(config: AppConfig, urls: DatabaseUrls): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.for(config),
        DatabaseModule.for(urls),
        BlobsModule,
        QueuesModule,
        EventsModule,
        MailModule,
        RenderingModule,
        AccessModule,
        DirectoryModule,
        OfficeModule,
        InventoryModule,
        TicketsModule,
        TriageModule,
        SearchModule,
        RepairsModule,
        OutagesModule,
        PurchasesModule,
        IntakeModule,
        ProcessCardModule,
        NotificationsModule,
        KpiModule,
        ApiModule,
        WebModule,
      ],
    };
  }
}
