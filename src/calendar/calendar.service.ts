import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { oncePerTransaction } from '../database/once-per-transaction.js';
import { EventsService } from '../events/events.service.js';
import { CalendarExceptionEntity } from './calendar-exception.entity.js';
import { calendarRulesJson, type StoredRules } from './calendar-rules.query.js';
import { WorkingCalendar, type CalendarException, type WorkingSchedule } from './working-calendar.js';
import { WorkingScheduleDayEntity, WorkingScheduleEntity } from './working-schedule.entity.js';

/** The office's working time as stored, and the changes that people make to it. */
@Injectable()
export class CalendarService {
  private last: { rules: string; calendar: WorkingCalendar } | undefined;
  private readonly storedRules = oncePerTransaction(calendarRulesJson);

  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly config: AppConfig,
  ) {}

  /**
   * The calendar as stored now; one small query. While the rules stay the same the same object is returned, with the days
   * that it has already worked out.
   */
  async load(tx: EntityManager = this.db.manager): Promise<WorkingCalendar> {
    const rules = await this.storedRules(tx);
    if (this.last?.rules !== rules) {
      const stored = JSON.parse(rules) as StoredRules;
      this.last = { rules, calendar: new WorkingCalendar({ timeZone: this.config.timeZone, ...stored }) };
    }
    return this.last.calendar;
  }

  /** @throws DomainError `calendar.day-taken` when the day has an exception already */
  async addException(actor: Actor, exception: CalendarException, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'calendar.manage');
      const row = { day: exception.day, kind: exception.kind, reason: exception.reason, ...hoursOf(exception) };
      const inserted = await tx
        .createQueryBuilder()
        .insert()
        .into(CalendarExceptionEntity)
        .values(row)
        .orIgnore()
        .returning('day')
        .execute();
      if ((inserted.raw as unknown[]).length === 0) {
        throw dayTaken(
          'day',
          `Dla dnia ${exception.day} jest już wpis. Aby go zmienić, należy najpierw usunąć obecny.`,
        );
      }
      await this.appendChange(tx, actor, at, exception.day, {
        change: 'exception-added',
        kind: row.kind,
        ...hoursOf(exception),
      });
    });
  }

  /** @throws DomainError `calendar-exception.not-found` */
  async removeException(actor: Actor, day: string, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'calendar.manage');
      const exception = found(
        await tx.findOne(CalendarExceptionEntity, { where: { day }, lock: { mode: 'pessimistic_write' } }),
        'calendar-exception',
      );
      await tx.remove(exception);
      const { kind, opensAt, closesAt } = exception;
      await this.appendChange(tx, actor, at, day, { change: 'exception-removed', kind, opensAt, closesAt });
    });
  }

  /** @throws DomainError `calendar.day-taken` when a schedule starts on that day already */
  async addSchedule(actor: Actor, schedule: WorkingSchedule, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'calendar.manage');
      const { validFrom } = schedule;
      const inserted = await tx
        .createQueryBuilder()
        .insert()
        .into(WorkingScheduleEntity)
        .values({ validFrom })
        .orIgnore()
        .returning('id')
        .execute();
      const [row] = inserted.raw as { id: number }[];
      if (!row) throw dayTaken('validFrom', `Od dnia ${validFrom} obowiązuje już inny rozkład czasu pracy.`);
      const days = Object.entries(schedule.hours).flatMap(([isoWeekday, hours]) =>
        hours ? [{ scheduleId: row.id, isoWeekday: Number(isoWeekday), ...hours }] : [],
      );
      await tx.insert(WorkingScheduleDayEntity, days);
      await this.appendChange(tx, actor, at, validFrom, { change: 'schedule-added', hours: schedule.hours });
    });
  }

  /** The subject of a calendar event is the year of the day it is about. */
  private async appendChange(tx: EntityManager, actor: Actor, at: Date, day: string, payload: Record<string, unknown>) {
    await this.events.append(tx, {
      type: 'calendar.changed',
      subjectType: 'calendar',
      subjectId: Number(day.slice(0, 4)),
      actorId: actor.personId,
      at,
      payload: { day, ...payload },
    });
  }
}

function hoursOf(exception: CalendarException) {
  return exception.kind === 'SPECIAL_HOURS'
    ? { opensAt: exception.opensAt, closesAt: exception.closesAt }
    : { opensAt: null, closesAt: null };
}

function dayTaken(field: string, message: string): DomainError {
  return new DomainError('calendar.day-taken', 'conflict', message, { [field]: message });
}
