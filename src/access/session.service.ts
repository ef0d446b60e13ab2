import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { verify } from '@node-rs/argon2';
import { DataSource } from 'typeorm';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { EventsService } from '../events/events.service.js';
import type { Actor, RoleHeld } from './actor.js';

const SESSION_HOURS = 12;
/** `last_seen_at` is written at most this often, so that reading pages stays reading. */
const SEEN_EVERY_MS = 60_000;

interface ActorRow {
  person_id: number;
  given_name: string;
  family_name: string;
  email: string | null;
  unit_id: number | null;
  roles: RoleHeld[];
  queues: string[];
  last_seen_at: Date | null;
}

const ACTOR_COLUMNS = `
  p.id AS person_id, p.given_name, p.family_name, p.email, p.unit_id,
  COALESCE((SELECT json_agg(json_build_object('role', r.role, 'unitId', r.unit_id, 'onBehalfOf', r.deputy_for) ORDER BY r.deputy_for NULLS FIRST)
            FROM role_assignment r
            WHERE r.person_id = p.id AND r.valid_from <= $2 AND (r.valid_to IS NULL OR r.valid_to > $2)), '[]') AS roles,
  COALESCE((SELECT json_agg(m.queue) FROM queue_member m WHERE m.person_id = p.id), '[]') AS queues`;

/** Sign-in, sessions and API tokens: who is asking. Ids and tokens are kept only as hashes. */
@Injectable()
export class SessionService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly config: AppConfig,
  ) {}

  /**
   * Checks a password and opens a session.
   * @returns the session id for the cookie, or null when name or password do not fit
   */
  async signIn(
    email: string,
    password: string,
    from: { ip: string; userAgent: string | null },
    at: Date,
  ): Promise<string | null> {
    const [identity] = await this.db.query<{ person_id: number; secret_hash: string | null }[]>(
      `SELECT i.person_id, i.secret_hash FROM identity i JOIN person p ON p.id = i.person_id
       WHERE i.provider = 'password' AND i.subject = lower($1) AND i.closed_at IS NULL AND (p.closed_on IS NULL OR p.closed_on > $2)`,
      [email, this.today(at)],
    );
    // An unknown name costs the same time as a wrong password, so names cannot be probed.
    const fits = await verify(identity?.secret_hash ?? DUMMY_HASH, password);
    if (!identity?.secret_hash || !fits) {
      if (identity) await this.recordRefusal(identity.person_id, at);
      return null;
    }
    const id = randomBytes(32).toString('base64url');
    await this.db.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO session (id_hash, person_id, created_at, last_seen_at, expires_at, ip, user_agent)
         VALUES ($1, $2, $3, $3, $3::timestamptz + make_interval(hours => $4), $5, $6)`,
        [hashOf(id), identity.person_id, at, SESSION_HOURS, from.ip, from.userAgent?.slice(0, 300) ?? null],
      );
      await this.events.append(tx, {
        type: 'session.opened',
        subjectType: 'person',
        subjectId: identity.person_id,
        actorId: identity.person_id,
        at,
      });
    });
    return id;
  }

  async signOut(sessionId: string, actor: Actor, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query('UPDATE session SET revoked_at = $2 WHERE id_hash = $1 AND revoked_at IS NULL', [
        hashOf(sessionId),
        at,
      ]);
      await this.events.append(tx, {
        type: 'session.closed',
        subjectType: 'person',
        subjectId: actor.personId,
        actorId: actor.personId,
        at,
      });
    });
  }

  /** The person behind a session cookie, with the roles of today; null when it is unknown, revoked or over. One SQL. */
  async actorOfSession(sessionId: string, at: Date): Promise<Actor | null> {
    const [row] = await this.db.query<ActorRow[]>(
      `SELECT ${ACTOR_COLUMNS}, s.last_seen_at FROM session s JOIN person p ON p.id = s.person_id
       WHERE s.id_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $3 AND (p.closed_on IS NULL OR p.closed_on > $2)`,
      [hashOf(sessionId), this.today(at), at],
    );
    if (!row) return null;
    if (row.last_seen_at && +at - +row.last_seen_at > SEEN_EVERY_MS) {
      await this.db.query('UPDATE session SET last_seen_at = $2 WHERE id_hash = $1', [hashOf(sessionId), at]);
    }
    return toActor(row);
  }

  /** The person behind a bearer token; null when it is unknown or revoked. */
  async actorOfToken(token: string, at: Date): Promise<Actor | null> {
    const [row] = await this.db.query<ActorRow[]>(
      `SELECT ${ACTOR_COLUMNS}, t.last_used_at AS last_seen_at FROM api_token t JOIN person p ON p.id = t.person_id
       WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (p.closed_on IS NULL OR p.closed_on > $2)`,
      [hashOf(token), this.today(at)],
    );
    if (!row) return null;
    if (!row.last_seen_at || +at - +row.last_seen_at > SEEN_EVERY_MS) {
      await this.db.query('UPDATE api_token SET last_used_at = $2 WHERE token_hash = $1', [hashOf(token), at]);
    }
    return toActor(row);
  }

  private async recordRefusal(personId: number, at: Date): Promise<void> {
    await this.db.transaction((tx) =>
      this.events.append(tx, { type: 'session.refused', subjectType: 'person', subjectId: personId, at }),
    );
  }

  private today(at: Date): string {
    return localDate(at, this.config.timeZone);
  }
}

/** How session ids and API tokens are kept. They are random and long, so a fast hash is enough. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

const DUMMY_HASH = '$argon2id$v=19$m=19456,t=2,p=1$xRI6QkIXCTbxAZyJHyUBWw$6sC2FxsDZIRwpF7kUqgRb2eqTePKFKfUBhZlFnTFRN0';

function toActor(row: ActorRow): Actor {
  const employee: RoleHeld = { role: 'employee', unitId: null, onBehalfOf: null };
  return {
    personId: row.person_id,
    name: `${row.given_name} ${row.family_name}`,
    email: row.email,
    unitId: row.unit_id,
    roles: [...row.roles, employee],
    queues: row.queues,
  };
}
