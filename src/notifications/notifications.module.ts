import { Module } from '@nestjs/common';
import { CreateNotificationsProcessor } from './create-notifications.processor.js';
import { DueNotificationsSweeper } from './due-notifications.sweeper.js';
import { NearDeadlinesSweeper } from './near-deadlines.sweeper.js';
import { NotificationComposer } from './notification-composer.js';
import { NotificationDelivery } from './notification-delivery.service.js';
import { NotificationsService } from './notifications.service.js';
import { SendNotificationProcessor } from './send-notification.processor.js';

/** Tells people by e-mail what happened; imported by nobody, it reads the event log. */
@Module({
  providers: [
    NotificationsService,
    NotificationComposer,
    NotificationDelivery,
    CreateNotificationsProcessor,
    SendNotificationProcessor,
    DueNotificationsSweeper,
    NearDeadlinesSweeper,
  ],
})
export class NotificationsModule {}
