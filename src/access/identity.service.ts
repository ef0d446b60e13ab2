import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash } from '@node-rs/argon2';
import type { EntityManager } from 'typeorm';
import { EventsService } from '../events/events.service.js';
import type { Role } from './actor.js';
import { hashOf } from './session.service.js';

/** Gives people ways in: passwords, roles, API tokens. Called from the command line and the settings. */
@Injectable()
export class IdentityService {
  constructor(private readonly events: EventsService) {}

  /** Sets (or replaces) the password with which a person signs in by e-mail address. Open sessions are revoked. */
  async setPassword(
    tx: EntityManager,
    person: { id: number; email: string },
    password: string,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO identity (person_id, provider, subject, secret_hash) VALUES ($1, 'password', $2, $3)
       ON CONFLICT ON CONSTRAINT identity_provider_subject_key DO UPDATE SET secret_hash = EXCLUDED.secret_hash, closed_at = NULL`,
      [person.id, person.email.toLowerCase(), await hash(password)],
    );
    await tx.query('UPDATE session SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL', [person.id, at]);
  }

  /** @param grant `validTo` is the first day without the role; `deputyFor` the person a deputy acts for */
  async grantRole(
    tx: EntityManager,
    grant: { personId: number; role: Role; unitId?: number; validFrom: string; validTo?: string; deputyFor?: number },
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    const [row] = await tx.query<{ id: number }[]>(
      `INSERT INTO role_assignment (person_id, role, unit_id, valid_from, valid_to, deputy_for)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [
        grant.personId,
        grant.role,
        grant.unitId ?? null,
        grant.validFrom,
        grant.validTo ?? null,
        grant.deputyFor ?? null,
      ],
    );
    await this.events.append(tx, {
      type: 'role.granted',
      subjectType: 'role_assignment',
      subjectId: row!.id,
      actorId,
      at,
      payload: { ...grant },
    });
  }

  /** @returns the token, shown once; only its hash is kept */
  async createToken(
    tx: EntityManager,
    personId: number,
    name: string,
    at: Date,
    token = randomBytes(32).toString('base64url'),
  ): Promise<string> {
    const [row] = await tx.query<{ id: number }[]>(
      'INSERT INTO api_token (person_id, name, token_hash, created_at) VALUES ($1, $2, $3, $4) RETURNING id',
      [personId, name, hashOf(token), at],
    );
    await this.events.append(tx, {
      type: 'api-token.created',
      subjectType: 'api_token',
      subjectId: row!.id,
      actorId: personId,
      at,
    });
    return token;
  }
}
