import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { IdentityService } from '../access/identity.service.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { EventsService } from '../events/events.service.js';
import { changedFields } from '../common/changed-fields.js';
import { Person } from './person.entity.js';

export interface PersonData {
  givenName: string;
  familyName: string;
  email: string | null;
  unitId: number | null;
  room: string | null;
  phone: string | null;
}

/** People of the office: they come, move, and leave; their rows and what they did stay. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly identities: IdentityService,
  ) {}

  /** @throws DomainError `person.email-taken` */
  async create(actor: Actor, data: PersonData, at: Date): Promise<number> {
    return this.db.transaction(async (tx) => {
      allow(actor, 'directory.manage');
      return this.createIn(tx, data, at, actor.personId);
    });
  }

  async createIn(tx: EntityManager, data: PersonData, at: Date, actorId: number | null): Promise<number> {
    const person = tx.create(Person, { ...lowered(data), closedOn: null, createdAt: at });
    await refuseTakenEmail(tx, person);
    const { id } = await tx.save(person);
    await this.append(tx, 'person.created', id, at, actorId, { unitId: person.unitId });
    return id;
  }

  /** Changes what is known of a person; a new unit counts from now on, old documents keep the old one. @throws DomainError `person.email-taken` */
  async change(actor: Actor, id: number, data: PersonData, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'directory.manage');
      await this.changeIn(tx, id, data, at, actor.personId);
    });
  }

  /** `change` in the transaction of the caller. @returns whether anything changed */
  async changeIn(
    tx: EntityManager,
    id: number,
    data: Partial<PersonData>,
    at: Date,
    actorId: number | null,
  ): Promise<boolean> {
    const person = await lockPerson(tx, id);
    const before = { ...person };
    Object.assign(person, lowered(data));
    const fields = changedFields(before, person);
    if (fields.length === 0) return false;
    await refuseTakenEmail(tx, person);
    await tx.save(person);
    if (fields.includes('email')) await moveSignIn(tx, person, at);
    await this.append(tx, 'person.changed', id, at, actorId, { fields, unitId: [before.unitId, person.unitId] });
    return true;
  }

  /**
   * A person leaves: ways to sign in are closed and open sessions end at once, roles end on that day.
   * @param on the first day on which they no longer work here
   */
  async close(actor: Actor, id: number, on: string, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'directory.manage');
      if (id === actor.personId) {
        throw new DomainError('person.own-account', 'conflict', 'Nie można zamknąć własnego konta.');
      }
      await this.closeIn(tx, id, on, at, actor.personId);
    });
  }

  async closeIn(tx: EntityManager, id: number, on: string, at: Date, actorId: number | null): Promise<void> {
    const person = await lockPerson(tx, id);
    const before = person.closedOn;
    person.closedOn = on;
    await tx.save(person);
    await tx.query('UPDATE identity SET closed_at = $2 WHERE person_id = $1 AND closed_at IS NULL', [id, at]);
    await tx.query('UPDATE session SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL', [id, at]);
    await tx.query('UPDATE api_token SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL', [id, at]);
    await tx.query(
      `UPDATE role_assignment SET valid_to = greatest($2::date, valid_from + 1)
       WHERE person_id = $1 AND (valid_to IS NULL OR valid_to > $2)`,
      [id, on],
    );
    await this.append(tx, 'person.changed', id, at, actorId, { fields: ['closedOn'], closedOn: [before, on] });
  }

  /** A person is back, or was closed by mistake. They sign in again once a password is set; roles are given anew. */
  async reopen(actor: Actor, id: number, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'directory.manage');
      const person = await lockPerson(tx, id);
      const before = person.closedOn;
      if (before === null) return;
      person.closedOn = null;
      await tx.save(person);
      await this.append(tx, 'person.changed', id, at, actor.personId, {
        fields: ['closedOn'],
        closedOn: [before, null],
      });
    });
  }

  /** @throws DomainError `person.email-required` for a person without a mailbox, `person.closed` for one who left */
  async setPassword(actor: Actor, id: number, password: string, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'access.manage');
      await this.setPasswordIn(tx, id, password, at, actor.personId);
    });
  }

  async setPasswordIn(
    tx: EntityManager,
    id: number,
    password: string,
    at: Date,
    actorId: number | null,
  ): Promise<void> {
    const { email, closedOn } = await lockPerson(tx, id);
    if (!email) {
      const message = 'Osoba bez adresu e-mail nie może się logować. Należy najpierw podać adres.';
      throw new DomainError('person.email-required', 'conflict', message);
    }
    if (closedOn) throw new DomainError('person.closed', 'conflict', 'Konto tej osoby jest zamknięte.');
    await this.identities.setPassword(tx, { id, email }, password, at);
    await this.append(tx, 'person.changed', id, at, actorId, { fields: ['password'] });
  }

  private async append(
    tx: EntityManager,
    type: 'person.created' | 'person.changed',
    id: number,
    at: Date,
    actorId: number | null,
    payload: Record<string, unknown>,
  ): Promise<void> {
    await this.events.append(tx, { type, subjectType: 'person', subjectId: id, actorId, at, payload });
  }
}

function lowered<T extends Partial<PersonData>>(data: T): T {
  return data.email ? { ...data, email: data.email.toLowerCase() } : data;
}

/** The address is how a person signs in; without one they cannot. */
async function moveSignIn(tx: EntityManager, { id, email }: Person, at: Date): Promise<void> {
  await tx.query(
    email
      ? `UPDATE identity SET subject = $2 WHERE person_id = $1 AND provider = 'password'`
      : `UPDATE identity SET closed_at = $2 WHERE person_id = $1 AND provider = 'password' AND closed_at IS NULL`,
    [id, email ?? at],
  );
}

async function lockPerson(tx: EntityManager, id: number): Promise<Person> {
  return found(await tx.findOne(Person, { where: { id }, lock: { mode: 'pessimistic_write' } }), 'person');
}

async function refuseTakenEmail(tx: EntityManager, { id, email }: Person): Promise<void> {
  if (!email) return;
  const [taken] = await tx.query<{ id: number }[]>(
    'SELECT p.id FROM person p WHERE p.email = $1 AND p.id IS DISTINCT FROM $2',
    [email, id ?? null],
  );
  if (!taken) return;
  const message = `Adres ${email} ma już inna osoba.`;
  throw new DomainError('person.email-taken', 'conflict', message, { email: message });
}
