import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Role, ROLES } from '../access/actor.js';
import { IdentityService } from '../access/identity.service.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { findPersonByEmail, findUnitBySymbol } from '../directory/directory.queries.js';

export interface NewUser {
  email: string;
  givenName: string;
  familyName: string;
  password: string;
  /** Held from today on, in the person's own name. */
  roles: readonly string[];
  /** Symbol of the unit, e.g. WO; needed for the role unitHead. */
  unit?: string | undefined;
}

/** A person with a password and roles; a person who is in the directory already only gets those. @throws Error saying what is wrong */
export async function createUser(app: INestApplicationContext, user: NewUser, at: Date): Promise<void> {
  const unknown = user.roles.filter((role) => !ROLES.includes(role as Role));
  if (unknown.length > 0) throw new Error(`Unknown role: ${unknown.join(', ')}. Roles: ${ROLES.join(', ')}.`);
  if (user.password.length < 12) throw new Error('The password needs at least 12 characters.');
  const today = localDate(at, app.get(AppConfig).timeZone);
  const identities = app.get(IdentityService);
  await app.get(DataSource).transaction(async (tx) => {
    const unit = user.unit ? await findUnitBySymbol(tx, user.unit) : null;
    if (user.unit && !unit) throw new Error(`There is no unit ${user.unit}.`);
    const email = user.email.toLowerCase();
    const known = await findPersonByEmail(tx, email, today);
    const [created] = known
      ? [known]
      : await tx.query<{ id: number }[]>(
          'INSERT INTO person (given_name, family_name, email, unit_id) VALUES ($1, $2, $3, $4) RETURNING id',
          [user.givenName, user.familyName, email, unit?.id ?? null],
        );
    const person = { id: created!.id, email };
    await identities.setPassword(tx, person, user.password, at);
    for (const role of user.roles as Role[]) {
      const held = role === 'unitHead' && unit ? { unitId: unit.id } : {};
      await identities.grantRole(tx, { personId: person.id, role, validFrom: today, ...held }, null, at);
    }
  });
}

/** @returns the token, which is shown only now. @throws Error when nobody has the address */
export async function createToken(
  app: INestApplicationContext,
  email: string,
  name: string,
  at: Date,
): Promise<string> {
  const today = localDate(at, app.get(AppConfig).timeZone);
  return app.get(DataSource).transaction(async (tx) => {
    const person = await findPersonByEmail(tx, email, today);
    if (!person) throw new Error(`Nobody has the address ${email}.`);
    return app.get(IdentityService).createToken(tx, person.id, name, at);
  });
}
