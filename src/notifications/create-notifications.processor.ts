import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { JobPayloads } from '../queues/jobs.js';
import { type JobProcessor, Processor } from '../queues/processor.js';
import { NotificationsService } from './notifications.service.js';

@Processor({ job: 'create-notifications', concurrency: 4 })
@Injectable()
export class CreateNotificationsProcessor implements JobProcessor<'create-notifications'> {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly clock: Clock,
  ) {}

  async process({ ids }: JobPayloads['create-notifications']): Promise<void> {
    await this.notifications.create(ids, this.clock.now());
  }
}
