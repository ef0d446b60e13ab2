import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CalendarService } from '../../calendar/calendar.service.js';
import { Clock } from '../../common/clock.js';
import { localDate } from '../../common/local-date.js';
import { AppConfig } from '../../config/config.js';
import { type PeriodicSweep, Sweeper } from '../../queues/processor.js';
import { type IntakeAlarm, intakeAlarms } from './intake-alarms.js';
import { flowFacts } from './intake-alarms.query.js';

/** Watches whether mail flows in: pages and metrics ask it, and the log tells of each alarm when it begins and ends. */
@Sweeper({ name: 'watch-intake', everyMs: 60_000 })
@Injectable()
export class IntakeAlarms implements PeriodicSweep {
  private readonly log = new Logger('IntakeAlarms');
  private readonly startedAt: Date;
  private raised = new Set<string>();

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly calendars: CalendarService,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.now();
  }

  async current(now: Date): Promise<IntakeAlarm[]> {
    const { mailboxes, oldestWaitingAt } = await flowFacts(this.db.manager, localDate(now, this.config.timeZone));
    const calendar = mailboxes.length > 0 ? await this.calendars.load() : null;
    return intakeAlarms({
      now,
      oldestWaitingAt,
      mailboxes: mailboxes.map(({ id, name, lastPolledAt, missing }) => ({
        id,
        name,
        missing,
        workingMinutesSilent:
          calendar?.minutesBetween(lastPolledAt ? new Date(lastPolledAt) : this.startedAt, now) ?? 0,
      })),
    });
  }

  async sweep(): Promise<void> {
    const alarms = await this.current(this.clock.now());
    const keys = new Set(alarms.map(keyOf));
    for (const alarm of alarms) {
      if (this.raised.has(keyOf(alarm))) continue;
      const text = `Alarm: ${JSON.stringify(alarm)}`;
      // Somebody tidied up the mailbox, most of the time; the others need a hand now.
      if (alarm.kind === 'mailbox-difference') this.log.warn(text);
      else this.log.error(text);
    }
    for (const key of this.raised) if (!keys.has(key)) this.log.log(`Alarm over: ${key}`);
    this.raised = keys;
  }
}

/** What the alarm is about, without figures that grow. */
function keyOf(alarm: IntakeAlarm): string {
  return 'mailboxId' in alarm ? `${alarm.kind} ${alarm.mailboxId}` : alarm.kind;
}
