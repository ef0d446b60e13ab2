import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { jobsFor } from '../../queues/jobs.js';
import { JobsService } from '../../queues/jobs.service.js';
import { type PeriodicSweep, Sweeper } from '../../queues/processor.js';
import { IntakeService } from './intake.service.js';

const BATCH = 500;

/** Finds waiting e-mails whose job was lost or whose process died, and publishes a job for the next attempt. */
@Sweeper({ name: 'due-inbound-emails', everyMs: 3_000 })
@Injectable()
export class DueInboundEmailsSweeper implements PeriodicSweep {
  constructor(
    private readonly db: DataSource,
    private readonly jobs: JobsService,
    private readonly intake: IntakeService,
    private readonly clock: Clock,
  ) {}

  async sweep(): Promise<void> {
    await this.intake.takeBackAttempts();
    const due = await this.db.query<{ id: number; attempts: number }[]>(
      `SELECT i.id, i.attempts FROM inbound_email i WHERE i.outcome = 'waiting' AND i.next_attempt_at <= $1 ORDER BY i.next_attempt_at LIMIT $2`,
      [this.clock.now(), BATCH],
    );
    const fresh = due.filter(({ attempts }) => attempts === 0).map(({ id }) => id);
    await this.jobs.publishAll([
      ...jobsFor(
        'process-inbound-emails',
        fresh.sort((a, b) => a - b),
        1,
      ),
      // What was begun before is worked on alone, and says in its id which attempt it is.
      ...due
        .filter(({ attempts }) => attempts > 0)
        .flatMap(({ id, attempts }) => jobsFor('process-inbound-emails', [id], attempts + 1)),
    ]);
  }
}
