import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { jobsFor } from '../queues/jobs.js';
import { JobsService } from '../queues/jobs.service.js';
import { type PeriodicSweep, Sweeper } from '../queues/processor.js';
import { NotificationDelivery } from './notification-delivery.service.js';

const BATCH = 500;

/** Publishes a job for every notification whose time has come: after two minutes of merging, after a refusal, after a crash. */
@Sweeper({ name: 'sweep-due-notifications', everyMs: 1_000 })
@Injectable()
export class DueNotificationsSweeper implements PeriodicSweep {
  constructor(
    private readonly db: DataSource,
    private readonly jobs: JobsService,
    private readonly delivery: NotificationDelivery,
    private readonly clock: Clock,
  ) {}

  async sweep(): Promise<void> {
    await this.delivery.catchUp();
    const due = await this.db.query<{ id: number; attempts: number }[]>(
      `SELECT n.id, n.attempts FROM notification n
       WHERE n.state IN ('queued', 'deferred') AND n.next_attempt_at <= $1 AND n.merged_into IS NULL
       ORDER BY n.next_attempt_at, n.id LIMIT $2`,
      [this.clock.now(), BATCH],
    );
    await this.jobs.publishAll(due.flatMap(({ id, attempts }) => jobsFor('send-notifications', [id], attempts + 1)));
  }
}
