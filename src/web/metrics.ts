import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { within } from '../common/within.js';
import { IntakeAlarms } from '../intake/email/intake-alarms.service.js';
import { IntakeBalance } from '../intake/email/intake-balance.service.js';
import { JobsService } from '../queues/jobs.service.js';
import { workInProgress } from './work-in-progress.query.js';

const TIMEOUT_MS = 3_000;

/**
 * Prometheus metrics: the process itself (memory, event loop lag, answers), and the counts that tell whether work flows. Those come
 * from the database, so every process tells the same. Labels are codes, ids and patterns of routes, never what people wrote.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly databaseUp = this.gauge('database_up', '1 when the database answered');
  private readonly queueUp = this.gauge('queue_up', '1 when the job queue answered');
  private readonly jobsWaiting = this.gauge('jobs_waiting', 'Jobs that wait in the queue, by name', 'job');
  private readonly tickets = this.gauge('open_tickets', 'Tickets that are not closed, by status', 'status');
  private readonly emails = this.gauge('inbound_emails', 'E-mails that wait for the program or a person', 'outcome');
  private readonly notifications = this.gauge('notifications', 'Notifications that are not sent, by state', 'state');
  private readonly owedEvents = this.gauge('owed_events', 'Events whose notifications are still to be made');
  private readonly oldest = this.gauge(
    'oldest_seconds',
    'How long the oldest waiting piece of work has waited',
    'work',
  );
  private readonly mailboxSilence = this.gauge('mailbox_silence_seconds', 'Since the last look into it', 'mailbox');
  private readonly mailboxFailing = this.gauge('mailbox_failing', '1 when the last look failed', 'mailbox');
  private readonly alarms = this.gauge('intake_alarm', '1 while mail does not flow in as it should', 'kind', 'mailbox');
  private readonly received = this.gauge(
    'inbound_emails_today',
    "The day's balance: e-mails received since midnight; the mailbox is empty for what a server handed over",
    'mailbox',
    'outcome',
  );
  private readonly difference = this.gauge(
    'mailbox_difference_today',
    'Messages that the server numbered since midnight and that are not stored',
    'mailbox',
  );
  private readonly answers = new Histogram({
    name: 'pogotowie_http_request_duration_seconds',
    help: 'From the request to the end of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [this.registry],
  });

  constructor(
    private readonly db: DataSource,
    private readonly jobs: JobsService,
    private readonly clock: Clock,
    private readonly intakeAlarms: IntakeAlarms,
    private readonly intakeBalance: IntakeBalance,
  ) {
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param route the pattern, e.g. `/tickets/:number` */
  answered(method: string, route: string, status: number, durationMs: number): void {
    this.answers.observe({ method, route, status }, durationMs / 1000);
  }

  /** In the text format of Prometheus. What does not answer has its counts left out and its `up` at 0. */
  async text(): Promise<string> {
    for (const gauge of [this.jobsWaiting, this.tickets, this.emails, this.notifications, this.oldest]) gauge.reset();
    for (const gauge of [this.mailboxSilence, this.mailboxFailing, this.difference]) gauge.reset();
    for (const gauge of [this.alarms, this.received]) gauge.reset();
    this.owedEvents.remove();
    await Promise.all([
      this.refresh(this.queueUp, () => this.countJobs()),
      this.refresh(this.databaseUp, () => Promise.all([this.countWork(), this.countIntake()])),
    ]);
    return this.registry.metrics();
  }

  private async refresh(up: Gauge, work: () => Promise<unknown>): Promise<void> {
    try {
      await within(TIMEOUT_MS, work());
      up.set(1);
    } catch {
      up.set(0);
    }
  }

  private async countJobs(): Promise<void> {
    for (const [job, count] of Object.entries(await this.jobs.waitingCounts())) this.jobsWaiting.set({ job }, count);
  }

  private async countWork(): Promise<void> {
    const work = await workInProgress(this.db.manager, this.clock.now());
    for (const { status, count } of work.openTickets) this.tickets.set({ status }, count);
    for (const { outcome, count } of work.inboundEmails) this.emails.set({ outcome }, count);
    for (const { state, count } of work.notifications) this.notifications.set({ state }, count);
    this.owedEvents.set(work.owedEvents);
    this.oldest.set({ work: 'waiting_email' }, work.oldestSeconds.waitingEmail);
    this.oldest.set({ work: 'due_notification' }, work.oldestSeconds.dueNotification);
    this.oldest.set({ work: 'owed_event' }, work.oldestSeconds.owedEvent);
    for (const { id: mailbox, secondsSinceRead, failing } of work.mailboxes) {
      if (secondsSinceRead !== null) this.mailboxSilence.set({ mailbox }, secondsSinceRead);
      this.mailboxFailing.set({ mailbox }, Number(failing));
    }
  }

  private async countIntake(): Promise<void> {
    const now = this.clock.now();
    for (const alarm of await this.intakeAlarms.current(now))
      this.alarms.set({ kind: alarm.kind, mailbox: 'mailboxId' in alarm ? alarm.mailboxId : '' }, 1);
    for (const { mailboxId, outcomes, server } of await this.intakeBalance.ofDays(now, 1)) {
      const mailbox = mailboxId ?? '';
      for (const [outcome, count] of Object.entries(outcomes)) this.received.set({ mailbox, outcome }, count);
      if (server) this.difference.set({ mailbox }, server.arrived - server.known);
    }
  }

  private gauge<Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name: `pogotowie_${name}`, help, labelNames, registers: [this.registry] });
  }
}
