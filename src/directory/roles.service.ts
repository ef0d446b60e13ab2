import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor, Role } from '../access/actor.js';
import { IdentityService } from '../access/identity.service.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { EventsService } from '../events/events.service.js';

export interface GrantRole {
  personId: number;
  role: Role;
  /** Required for the head of a unit. */
  unitId: number | null;
  /** Local dates; `validTo` is the first day without the role. */
  validFrom: string;
  validTo: string | null;
  /** The person a deputy acts for ("z upoważnienia"). */
  deputyFor: number | null;
}

/** Who holds which role, from when and until when. */
@Injectable()
export class RolesService {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
    private readonly identities: IdentityService,
  ) {}

  /** @throws DomainError `role.unit-required`, `role.dates-reversed`, `role.own-deputy`, `role.held-already` */
  async grant(actor: Actor, command: GrantRole, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'access.manage');
      refuseSenseless(command);
      const { unitId: _unit, validTo, deputyFor, ...grant } = command;
      // Only heads are heads of something; all other roles are held for the whole office.
      const unitId = command.role === 'unitHead' ? command.unitId : null;
      const [held] = await tx.query<{ id: number }[]>(
        `SELECT r.id FROM role_assignment r
         WHERE r.person_id = $1 AND r.role = $2 AND r.unit_id IS NOT DISTINCT FROM $3 AND r.deputy_for IS NOT DISTINCT FROM $4
           AND daterange(r.valid_from, r.valid_to) && daterange($5, $6)`,
        [grant.personId, grant.role, unitId, deputyFor, grant.validFrom, validTo],
      );
      if (held) throw refusal('held-already', 'role', 'Ta osoba ma już tę rolę w podanym czasie.');
      const optional = {
        ...(unitId !== null && { unitId }),
        ...(validTo !== null && { validTo }),
        ...(deputyFor !== null && { deputyFor }),
      };
      await this.identities.grantRole(tx, { ...grant, ...optional }, actor.personId, at);
    });
  }

  /**
   * Ends a role. What was decided in it stays.
   * @param on the first day without it
   * @throws DomainError `role.not-found`, `role.own-administrator`
   */
  async end(actor: Actor, command: { id: number; personId: number; on: string }, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      allow(actor, 'access.manage');
      const [held] = await tx.query<{ id: number; role: Role; validTo: string | null }[]>(
        `SELECT r.id, r.role, r.valid_to AS "validTo" FROM role_assignment r WHERE r.id = $1 AND r.person_id = $2 FOR UPDATE`,
        [command.id, command.personId],
      );
      const { role, validTo } = found(held, 'role');
      if (role === 'administrator' && command.personId === actor.personId) {
        throw refusal('own-administrator', 'on', 'Nie można odebrać sobie roli administratora.');
      }
      await tx.query('UPDATE role_assignment SET valid_to = greatest($2::date, valid_from + 1) WHERE id = $1', [
        command.id,
        command.on,
      ]);
      await this.events.append(tx, {
        type: 'role.revoked',
        subjectType: 'role_assignment',
        subjectId: command.id,
        actorId: actor.personId,
        at,
        payload: { personId: command.personId, role, validTo: [validTo, command.on] },
      });
    });
  }
}

function refuseSenseless({ role, unitId, validFrom, validTo, deputyFor, personId }: GrantRole): void {
  if (role === 'unitHead' && unitId === null) {
    throw refusal('unit-required', 'unitId', 'Kierownik kieruje konkretną komórką; należy ją wskazać.');
  }
  if (validTo !== null && validTo <= validFrom) {
    throw refusal('dates-reversed', 'validTo', 'Koniec musi być późniejszy niż początek.');
  }
  if (deputyFor === personId) throw refusal('own-deputy', 'deputyFor', 'Nie można zastępować samego siebie.');
}

function refusal(reason: string, field: string, message: string): DomainError {
  return new DomainError(`role.${reason}`, 'invalid', message, { [field]: message });
}
