import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { label, options } from '../rendering/labels.js';
import { listUnits } from './directory.queries.js';
import { findPerson, listPeopleWithRoles, type RoleRow } from './people.query.js';

/** Forms of the page that were refused and are shown again. */
export interface RefusedPersonForms {
  role?: FormView;
  roleEnd?: FormView;
  password?: FormView;
  closure?: FormView;
}

/** Puts together the page of a person: data, roles, and what an administrator may do. */
@Injectable()
export class PersonPage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `person.not-found` */
  async view(actor: Actor, path: string, at: Date, forms: RefusedPersonForms = {}) {
    const person = await findPerson(this.db.manager, personIdOf(path));
    const today = localDate(at, this.config.timeZone);
    const managesAccess = can(actor, 'access.manage');
    return {
      path: `/settings/people/${person.id}`,
      person,
      name: `${person.givenName} ${person.familyName}`,
      hasLeft: person.closedOn !== null && person.closedOn <= today,
      seesAssets: can(actor, 'asset.list'),
      manages: can(actor, 'directory.manage'),
      managesAccess,
      isSelf: person.id === actor.personId,
      today,
      roles: person.roles.map((role) => roleView(role, today)),
      roleChoices: options('role').filter(({ value }) => value !== 'employee'),
      units: managesAccess ? await this.unitOptions(today) : [],
      principals: managesAccess ? await this.principals(person.id, today) : [],
      roleForm: forms.role ?? emptyForm({ validFrom: today }),
      roleEndForm: forms.roleEnd ?? emptyForm(),
      passwordForm: forms.password ?? emptyForm(),
      closureForm: forms.closure ?? emptyForm({ on: today }),
    };
  }

  async unitOptions(today: string) {
    const units = await listUnits(this.db.manager, today);
    return units.map(({ id, symbol, name }) => ({ value: id, label: `${symbol} – ${name}` }));
  }

  /** Those whom this person may deputise for. */
  private async principals(personId: number, today: string) {
    const people = await listPeopleWithRoles(this.db.manager, today);
    return people
      .filter(({ id }) => id !== personId)
      .map(({ id, name, roles }) => ({
        value: id,
        label: `${name} (${roles.map((role) => label('role', role).toLowerCase()).join(', ')})`,
      }));
  }
}

function roleView(role: RoleRow, today: string) {
  const isOver = role.validTo !== null && role.validTo <= today;
  return {
    ...role,
    roleLabel: role.unitSymbol ? `${label('role', role.role)} ${role.unitSymbol}` : label('role', role.role),
    isOver,
    isAhead: role.validFrom > today,
    isNow: !isOver && role.validFrom <= today,
  };
}

/** @throws DomainError `person.not-found` */
export function personIdOf(path: string): number {
  return Number(found(/^\d{1,9}$/.exec(path), 'person')[0]);
}
