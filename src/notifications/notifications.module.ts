import { Module } from '@nestjs/common';
import { DemoMailController } from './demo-mail.controller.js';
import { DemoMailbox } from './demo-mailbox.js';
import { CreateNotificationsProcessor } from './create-notifications.processor.js';
import { DueNotificationsSweeper } from './due-notifications.sweeper.js';
import { NearDeadlinesSweeper } from './near-deadlines.sweeper.js';
import { NotificationComposer } from './notification-composer.js';
import { NotificationDelivery } from './notification-delivery.service.js';
import { NotificationPreferencesController } from './notification-preferences.controller.js';
import { NotificationPreferences } from './notification-preferences.service.js';
import { NotificationResending } from './notification-resending.service.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsService } from './notifications.service.js';
import { SendNotificationsProcessor } from './send-notifications.processor.js';
import { SuppressedAddressesController } from './suppressed-addresses.controller.js';

/** Tells people by e-mail what happened; imported by nobody, it reads the event log. */
@Module({
  controllers: [
    SuppressedAddressesController,
    NotificationPreferencesController,
    NotificationsController,
    DemoMailController,
  ],
  providers: [
    NotificationsService,
    NotificationComposer,
    NotificationDelivery,
    NotificationResending,
    NotificationPreferences,
    DemoMailbox,
    CreateNotificationsProcessor,
    SendNotificationsProcessor,
    DueNotificationsSweeper,
    NearDeadlinesSweeper,
  ],
})
export class NotificationsModule {}
