import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { JobPayloads } from '../queues/jobs.js';
import { type JobProcessor, Processor } from '../queues/processor.js';
import { NotificationDelivery } from './notification-delivery.service.js';

@Processor({ job: 'send-notifications', concurrency: 4 })
@Injectable()
export class SendNotificationsProcessor implements JobProcessor<'send-notifications'> {
  constructor(
    private readonly delivery: NotificationDelivery,
    private readonly clock: Clock,
  ) {}

  async process({ ids }: JobPayloads['send-notifications']): Promise<void> {
    for (const id of ids) await this.delivery.deliver(id, this.clock.now());
  }
}
