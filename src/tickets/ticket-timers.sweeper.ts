import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../common/clock.js';
import { EventsService } from '../events/events.service.js';
import { type PeriodicSweep, Sweeper } from '../queues/processor.js';
import { lockTicketById } from './lock-ticket.js';
import { GIVE_UP_AFTER_WORKING_DAYS, REMIND_AFTER_WORKING_DAYS, REOPEN_DAYS } from './ticket-status.js';
import { TicketStatusService } from './ticket-status.service.js';

const BATCH = 200;

/** What happens to tickets by the passing of time alone. Source: domain guide section 5. */
@Sweeper({ name: 'sweep-ticket-timers', everyMs: 60_000 })
@Injectable()
export class TicketTimersSweeper implements PeriodicSweep {
  private readonly log = new Logger('TicketTimers');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly calendars: CalendarService,
    private readonly events: EventsService,
    private readonly statuses: TicketStatusService,
  ) {}

  async sweep(): Promise<void> {
    const at = this.clock.now();
    await this.remindAndGiveUp(at);
    await this.closeResolved(at);
  }

  /** Waiting for the requester: a reminder after 5 working days, resolved ("brak odpowiedzi") after 10. */
  private async remindAndGiveUp(at: Date): Promise<void> {
    const waiting = await this.db.query<{ id: number }[]>(
      `SELECT t.id FROM ticket t WHERE t.status = 'WAITING_REQUESTER' AND t.waiting_since < $1::timestamptz - make_interval(days => $2)
       ORDER BY t.waiting_since`,
      [at, REMIND_AFTER_WORKING_DAYS],
    );
    for (const { id } of waiting) await this.each(id, () => this.remindOrGiveUp(id, at));
  }

  private async remindOrGiveUp(id: number, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const ticket = await lockTicketById(tx, id);
      if (ticket.status !== 'WAITING_REQUESTER' || !ticket.waitingSince) return;
      const calendar = await this.calendars.load(tx);
      const passed = (days: number) => {
        const due = calendar.addWorkingDays(ticket.waitingSince!, days);
        return due !== null && due <= at;
      };
      if (passed(GIVE_UP_AFTER_WORKING_DAYS)) {
        await this.statuses.apply(
          tx,
          ticket,
          { to: 'RESOLVED', actorId: null, reason: 'brak odpowiedzi', payload: { by: 'timer' } },
          at,
        );
      } else if (!ticket.remindedAt && passed(REMIND_AFTER_WORKING_DAYS)) {
        ticket.remindedAt = at;
        await tx.save(ticket);
        await this.events.append(tx, {
          type: 'ticket.reminder-due',
          subjectType: 'ticket',
          subjectId: id,
          ticketId: id,
          at,
        });
      }
    });
  }

  /** Resolved and quiet for 14 days: closed, unless a document is still missing; then it stays in view. */
  private async closeResolved(at: Date): Promise<void> {
    const quiet = await this.db.query<{ id: number }[]>(
      `SELECT t.id FROM ticket t WHERE t.status = 'RESOLVED' AND t.resolved_at <= $1::timestamptz - make_interval(days => $2)
         AND NOT EXISTS (SELECT FROM ticket_obligation o WHERE o.ticket_id = t.id AND o.state = 'OPEN')
       ORDER BY t.resolved_at LIMIT $3`,
      [at, REOPEN_DAYS, BATCH],
    );
    for (const { id } of quiet) {
      await this.each(id, () =>
        this.db.transaction(async (tx) => {
          const ticket = await lockTicketById(tx, id);
          if (ticket.status !== 'RESOLVED') return;
          await this.statuses.apply(tx, ticket, { to: 'CLOSED', actorId: null, payload: { by: 'timer' } }, at);
        }),
      );
    }
  }

  /** One ticket that refuses must not stop the others. */
  private async each(id: number, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.error(`Ticket ${id}: ${(error as Error).message}`);
    }
  }
}
