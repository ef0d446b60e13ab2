import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { EventsService } from '../events/events.service.js';
import { DEADLINE } from '../tickets/ticket-list.query.js';
import { type PeriodicSweep, Sweeper } from '../queues/processor.js';

const BATCH = 200;

/** An hour before the time for a ticket is up, its assignee is told, once for each deadline that it gets. */
@Sweeper({ name: 'sweep-near-deadlines', everyMs: 60_000 })
@Injectable()
export class NearDeadlinesSweeper implements PeriodicSweep {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: EventsService,
  ) {}

  async sweep(): Promise<void> {
    const at = this.clock.now();
    await this.db.transaction(async (tx) => {
      const near = await tx.query<{ id: number; due_at: Date }[]>(
        `SELECT t.id, t.due_at FROM ticket t
         WHERE t.status NOT IN ('CLOSED', 'REJECTED', 'WITHDRAWN', 'MERGED')
           AND ${DEADLINE} > $1 AND ${DEADLINE} <= $1::timestamptz + interval '1 hour'
           AND t.status IN ('NEW', 'ASSIGNED', 'IN_PROGRESS') AND t.assignee_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM event e WHERE e.ticket_id = t.id AND e.type = 'ticket.due-near'
             AND (e.payload ->> 'dueAt')::timestamptz = t.due_at)
         ORDER BY ${DEADLINE} LIMIT $2 FOR UPDATE OF t SKIP LOCKED`,
        [at, BATCH],
      );
      const events = near.map(({ id, due_at }) => ({
        type: 'ticket.due-near' as const,
        subjectType: 'ticket' as const,
        subjectId: id,
        ticketId: id,
        at,
        payload: { dueAt: due_at },
      }));
      if (events.length > 0) await this.events.append(tx, ...events);
    });
  }
}
