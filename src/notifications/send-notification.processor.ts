import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { JobPayloads } from '../queues/jobs.js';
import { type JobProcessor, Processor } from '../queues/processor.js';
import { NotificationDelivery } from './notification-delivery.service.js';

@Processor({ job: 'send-notification', concurrency: 4 })
@Injectable()
export class SendNotificationProcessor implements JobProcessor<'send-notification'> {
  constructor(
    private readonly delivery: NotificationDelivery,
    private readonly clock: Clock,
  ) {}

  async process({ notificationId }: JobPayloads['send-notification']): Promise<void> {
    await this.delivery.deliver(notificationId, this.clock.now());
  }
}
