import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { JobsService } from '../queues/jobs.service.js';

/** Prometheus metrics: the process itself, and the counts that tell whether work flows. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly jobsWaiting = new Gauge({
    name: 'pogotowie_jobs_waiting',
    help: 'Jobs that wait, by name',
    labelNames: ['job'],
    registers: [this.registry],
  });
  private readonly rows = new Gauge({
    name: 'pogotowie_rows',
    help: 'Rows that tell whether work flows: open tickets, e-mails by outcome that waits for something, notifications not sent',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  private readonly up = new Gauge({
    name: 'pogotowie_database_up',
    help: '1 when the database answered',
    registers: [this.registry],
  });

  constructor(
    private readonly db: DataSource,
    private readonly jobs: JobsService,
  ) {
    collectDefaultMetrics({ register: this.registry });
  }

  /** In the text format of Prometheus. An unreachable database leaves its counts out and `database_up` at 0. */
  async text(): Promise<string> {
    try {
      await this.refresh();
      this.up.set(1);
    } catch {
      this.up.set(0);
    }
    return this.registry.metrics();
  }

  private async refresh(): Promise<void> {
    for (const [job, count] of Object.entries(await this.jobs.waitingCounts())) this.jobsWaiting.set({ job }, count);
    const rows = await this.db.query<{ kind: string; count: number }[]>(
      `SELECT 'open_tickets' AS kind, count(*) AS count FROM ticket t WHERE t.status NOT IN ('RESOLVED', 'CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED')
       UNION ALL
       SELECT 'inbound_emails_' || o.outcome, (SELECT count(*) FROM inbound_email i WHERE i.outcome = o.outcome)
         FROM (VALUES ('waiting'), ('review'), ('quarantined')) AS o (outcome)
       UNION ALL
       SELECT 'notifications_unsent', count(*) FROM notification n WHERE n.state IN ('queued', 'deferred')`,
    );
    for (const { kind, count } of rows) this.rows.set({ kind }, count);
  }
}
