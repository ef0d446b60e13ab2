import type { INestApplicationContext } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Role, ROLES } from '../access/actor.js';
import { IdentityService } from '../access/identity.service.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { emailAddress } from '../config/setting-values.js';
import { findPersonByEmail, findUnitBySymbol } from '../directory/directory.queries.js';
import { PeopleService } from '../directory/people.service.js';

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

interface Account {
  id: number;
  closedOn: string | null;
  hasPassword: boolean;
}

const MIN_PASSWORD = 12;

/**
 * A person with a password and roles; one who is in the directory already, but cannot sign in, only gets those.
 * @returns what was done, in a sentence
 * @throws Error saying what is wrong; then nothing was done
 */
export async function createUser(app: INestApplicationContext, user: NewUser, at: Date): Promise<string> {
  const email = emailAddress(user.email.toLowerCase());
  const roles = knownRoles(user);
  refuseShort(user.password);
  const [people, identities] = [app.get(PeopleService), app.get(IdentityService)];
  const today = localDate(at, app.get(AppConfig).timeZone);
  return app.get(DataSource).transaction(async (tx) => {
    const unit = user.unit ? await findUnitBySymbol(tx, user.unit) : null;
    if (user.unit && !unit) throw new Error(`There is no unit ${user.unit}.`);
    const known = await accountOf(tx, email);
    if (known) refuseSecondAccount(known, email);
    const { givenName, familyName } = user;
    const data = { givenName, familyName, email, unitId: unit?.id ?? null, room: null, phone: null };
    const personId = known?.id ?? (await people.createIn(tx, data, at, null));
    await people.setPasswordIn(tx, personId, user.password, at, null);
    for (const role of roles) {
      const unitId = role === 'unitHead' ? unit!.id : null;
      if (await isHeld(tx, personId, role, unitId, today)) continue;
      const held = unitId === null ? {} : { unitId };
      await identities.grantRole(tx, { personId, role, validFrom: today, ...held }, null, at);
    }
    const whence = known ? ' was in the directory already, whose names and unit stay, and' : '';
    return `${email}${whence} can sign in ${roles.length > 0 ? `as ${roles.join(', ')}` : 'as an employee without a further role'}.`;
  });
}

/** A new password for somebody of the directory; open sessions end. @throws Error saying what is wrong */
export async function setPassword(
  app: INestApplicationContext,
  email: string,
  password: string,
  at: Date,
): Promise<void> {
  refuseShort(password);
  await app.get(DataSource).transaction(async (tx) => {
    const known = await accountOf(tx, email.toLowerCase());
    if (!known) throw new Error(`Nobody has the address ${email}. A new person: user create.`);
    refuseClosed(known, email);
    await app.get(PeopleService).setPasswordIn(tx, known.id, password, at, null);
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

function knownRoles({ roles, unit }: NewUser): Role[] {
  const unknown = roles.filter((role) => !ROLES.includes(role as Role));
  if (unknown.length > 0) throw new Error(`Unknown role: ${unknown.join(', ')}. Roles: ${ROLES.join(', ')}.`);
  if (roles.includes('unitHead') && !unit) throw new Error('The role unitHead needs the unit: --unit WO.');
  return [...new Set(roles as readonly Role[])];
}

function refuseShort(password: string): void {
  if (password.length < MIN_PASSWORD) throw new Error(`The password needs at least ${MIN_PASSWORD} characters.`);
}

function refuseSecondAccount(known: Account, email: string): void {
  refuseClosed(known, email);
  if (!known.hasPassword) return;
  throw new Error(
    `${email} can sign in already; nothing was changed. A new password: user password ${email}. Roles: Ustawienia → Osoby.`,
  );
}

function refuseClosed({ closedOn }: Account, email: string): void {
  if (closedOn === null) return;
  throw new Error(`The account of ${email} is closed (${closedOn}); open it again under Ustawienia → Osoby.`);
}

async function accountOf(tx: EntityManager, email: string): Promise<Account | undefined> {
  const [row] = await tx.query<Account[]>(
    `SELECT p.id, p.closed_on::text AS "closedOn", EXISTS (
       SELECT FROM identity i WHERE i.person_id = p.id AND i.provider = 'password' AND i.closed_at IS NULL
     ) AS "hasPassword"
     FROM person p WHERE p.email = $1`,
    [email],
  );
  return row;
}

async function isHeld(tx: EntityManager, personId: number, role: Role, unitId: number | null, today: string) {
  const rows = await tx.query<unknown[]>(
    `SELECT FROM role_assignment r WHERE r.person_id = $1 AND r.role = $2 AND r.unit_id IS NOT DISTINCT FROM $3
       AND r.deputy_for IS NULL AND r.valid_from <= $4 AND (r.valid_to IS NULL OR r.valid_to > $4)`,
    [personId, role, unitId, today],
  );
  return rows.length > 0;
}
