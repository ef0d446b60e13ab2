import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { consumerOf, type EventType, type SubjectType } from './event-types.js';

export interface NewEvent {
  type: EventType;
  subjectType: SubjectType;
  subjectId: number;
  /** The ticket on whose timeline it stands. */
  ticketId?: number | null;
  /** The person who acted; absent when the system did. */
  actorId?: number | null;
  at: Date;
  /** Ids, codes, old and new values. Never free text, never names: those live in rows that can be erased. */
  payload?: Record<string, unknown>;
}

/** The append-only log of everything that happened. */
@Injectable()
export class EventsService {
  /**
   * Appends events in the transaction of the change they tell of, with their outbox rows, in one statement.
   * @returns their ids, in the order given
   */
  async append(tx: EntityManager, ...events: NewEvent[]): Promise<number[]> {
    const rows = events.map((event) => ({
      type: event.type,
      subject_type: event.subjectType,
      subject_id: event.subjectId,
      ticket_id: event.ticketId ?? null,
      actor_id: event.actorId ?? null,
      at: event.at,
      payload: event.payload ?? {},
      relayed: consumerOf(event.type) !== null,
    }));
    const inserted = await tx.query<{ ids: number[] }[]>(
      `WITH input AS (
         SELECT * FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (type text, subject_type text, subject_id integer,
           ticket_id integer, actor_id integer, at timestamptz, payload jsonb, relayed boolean)) WITH ORDINALITY
           AS i (type, subject_type, subject_id, ticket_id, actor_id, at, payload, relayed, position)
       ), appended AS (
         INSERT INTO event (subject_type, subject_id, ticket_id, actor_id, at, type, payload)
         SELECT i.subject_type, i.subject_id, i.ticket_id, i.actor_id, i.at, i.type, i.payload FROM input i ORDER BY i.position
         RETURNING id, type
       ), outbox AS (
         INSERT INTO event_outbox (event_id)
         SELECT a.id FROM appended a WHERE a.type IN (SELECT i.type FROM input i WHERE i.relayed)
       )
       SELECT array_agg(a.id ORDER BY a.id) AS ids FROM appended a`,
      [JSON.stringify(rows)],
    );
    return inserted[0]?.ids ?? [];
  }

  /**
   * Claims events that are still owed, in the transaction of what follows from them: both commit together, so that it is done once,
   * however often their job comes.
   * @returns ids of the claimed events in ascending order
   */
  async settle(tx: EntityManager, ids: readonly number[]): Promise<number[]> {
    const [rows] = await tx.query<[{ event_id: number }[], number]>(
      `DELETE FROM event_outbox WHERE event_id IN (SELECT o.event_id FROM event_outbox o WHERE o.event_id = ANY($1) ORDER BY o.event_id FOR UPDATE)
       RETURNING event_id`,
      [ids],
    );
    return rows.map(({ event_id }) => event_id).sort((a, b) => a - b);
  }
}
