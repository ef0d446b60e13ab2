import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { holds } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { type Mode, STAFF_KINDS, type StaffKind } from './notification-kinds.js';
import { modeOf } from './notifications-for.js';

export type Preferences = Record<StaffKind, Mode>;

/** How a member of staff wants to be told. */
@Injectable()
export class NotificationPreferences {
  constructor(private readonly db: DataSource) {}

  /** Every kind with the mode that holds for this person, chosen or by default. */
  async of(actor: Actor): Promise<Preferences> {
    const rows = await this.db.query<{ kind: StaffKind; mode: Mode }[]>(
      'SELECT c.kind, c.mode FROM notification_preference c WHERE c.person_id = $1',
      [actor.personId],
    );
    const modes = Object.fromEntries(rows.map(({ kind, mode }) => [kind, mode]));
    const person = { modes, dispatches: holds(actor, 'triage') || actor.queues.length > 0 };
    return Object.fromEntries(STAFF_KINDS.map((kind) => [kind, modeOf(kind, person)])) as Preferences;
  }

  async save(actor: Actor, preferences: Preferences): Promise<void> {
    allow(actor, 'notification.configure');
    await this.db.query(
      `INSERT INTO notification_preference (person_id, kind, mode) SELECT $1, c.key, c.value FROM jsonb_each_text($2::jsonb) AS c
       ON CONFLICT ON CONSTRAINT notification_preference_pk DO UPDATE SET mode = EXCLUDED.mode`,
      [actor.personId, JSON.stringify(preferences)],
    );
  }
}
