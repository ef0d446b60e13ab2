import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { togetherOrEach } from '../common/together-or-each.js';
import { AppConfig } from '../config/config.js';
import { EventsService } from '../events/events.service.js';
import { jobsFor } from '../queues/jobs.js';
import { JobsService } from '../queues/jobs.service.js';
import { recordBounce } from './bounced-mail.js';
import { eventFacts } from './event-facts.query.js';
import { type NewNotification, notificationsFor } from './notifications-for.js';

/** From a committed event to rows that wait to be sent. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly events: EventsService,
    private readonly jobs: JobsService,
  ) {}

  /**
   * Makes the notifications of events; an event's facts fix the recipients, and a repeat adds nothing. A mail that came back also
   * marks the notification that it returns. With that the events are no longer owed.
   * @param at the present moment
   */
  async create(eventIds: readonly number[], at: Date): Promise<void> {
    const due: number[] = [];
    try {
      await togetherOrEach(eventIds, async (ids) => {
        due.push(...(await this.db.transaction((tx) => this.createAll(tx, ids, at))));
      });
    } finally {
      await this.jobs.publishAll(jobsFor('send-notifications', due, 1));
    }
  }

  /** @returns ids of the notifications that are due now */
  private async createAll(tx: EntityManager, eventIds: readonly number[], at: Date): Promise<number[]> {
    const due: number[] = [];
    for (const id of await this.events.settle(tx, eventIds)) due.push(...(await this.createFor(tx, id, at)));
    return due;
  }

  private async createFor(tx: EntityManager, eventId: number, at: Date): Promise<number[]> {
    const facts = await eventFacts(tx, eventId, this.config.timeZone);
    if (facts.type === 'inbound-email.bounced') await recordBounce(tx, eventId, at);
    const made = notificationsFor(facts, this.config.helpdeskAddresses);
    return made.length === 0 ? [] : insertAll(tx, eventId, made, at);
  }
}

/** @returns ids of those that are due now */
async function insertAll(
  tx: EntityManager,
  eventId: number,
  made: readonly NewNotification[],
  at: Date,
): Promise<number[]> {
  const rows = await tx.query<{ id: number }[]>(
    `WITH made AS (
       INSERT INTO notification (event_id, kind, recipient, recipient_id, ticket_id, state, reason, merge_key, next_attempt_at, created_at)
       SELECT $1, m.kind, m.recipient, m."recipientId", m."ticketId",
         CASE WHEN m.suppressed IS NULL AND s.email IS NULL THEN 'queued' ELSE 'suppressed' END,
         COALESCE(m.suppressed, CASE WHEN s.email IS NOT NULL THEN 'address-suppressed' END), m."mergeKey", m."notBefore", $3
       FROM ROWS FROM (jsonb_to_recordset($2::jsonb) AS (kind text, recipient text, "recipientId" integer, "ticketId" integer,
         suppressed text, "mergeKey" text, "notBefore" timestamptz)) WITH ORDINALITY
         AS m (kind, recipient, "recipientId", "ticketId", suppressed, "mergeKey", "notBefore", position)
       LEFT JOIN suppressed_address s ON s.email = m.recipient
       ORDER BY m.position
       ON CONFLICT ON CONSTRAINT notification_key DO NOTHING
       RETURNING id, state, next_attempt_at
     )
     SELECT m.id FROM made m WHERE m.state = 'queued' AND m.next_attempt_at <= $3 ORDER BY m.id`,
    [eventId, JSON.stringify(made), at],
  );
  return rows.map(({ id }) => id);
}
