import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { hashOf } from '../../src/access/session.service.js';
import { type Role, ROLES } from '../../src/access/actor.js';
import { POLICY } from '../../src/access/policy.js';
import { ROUTE_ACCESS, type RouteAccess } from '../../src/access/route-access.js';
import { csrfOf, type RunningOffice, startOffice } from '../support/running-office.js';

interface Route {
  name: string;
  method: string;
  path: string;
  access: RouteAccess | undefined;
}

let office: RunningOffice;
let routes: Route[];
/** A session cookie and an API token for a person who holds just this role. */
const visitors = new Map<Role, { cookie: string; token: string }>();

beforeAll(async () => {
  office = await startOffice();
  // Signing out comes last: it ends the visitor's session.
  routes = routesOf(office).sort((a, b) => Number(a.path === '/sign-out') - Number(b.path === '/sign-out'));
  for (const role of ROLES) visitors.set(role, await aVisitor(role));
}, 60_000);

afterAll(() => office.stop(), 60_000);

it('has routes to check', () => {
  expect(routes.length).toBeGreaterThan(60);
});

it('every route says who may use it', () => {
  expect(routes.filter(({ access }) => access === undefined)).toEqual([]);
});

it.each([...ROLES])(
  '%s gets through exactly where the policy opens the door',
  async (role) => {
    const wrong: string[] = [];
    for (const route of routes) {
      if (route.access === 'public' || route.path === '/live') continue;
      const mayEnter = POLICY[route.access!].roles.includes(role) || POLICY[route.access!].roles.includes('employee');
      const refused = await isRefusedAtTheDoor(route, role);
      if (refused === mayEnter)
        wrong.push(`${route.method} ${route.path} ${refused ? 'is closed' : 'is open'} (${route.name})`);
    }
    expect(wrong).toEqual([]);
  },
  120_000,
);

it('a visitor who has not signed in is led to sign-in or told 401', async () => {
  const wrong: string[] = [];
  for (const route of routes) {
    if (route.access === 'public') continue;
    const response = await send(route, {});
    const isFine =
      response.status === 401 ||
      (response.status === 303 && response.headers.get('location')?.startsWith('/sign-in')) ||
      response.status === 403;
    if (!isFine) wrong.push(`${route.method} ${route.path} answered ${response.status}`);
  }
  expect(wrong).toEqual([]);
});

it('a page form without its token is refused, whoever sends it', async () => {
  const { cookie } = visitors.get('administrator')!;
  for (const route of routes.filter(({ method, path }) => method === 'POST' && !path.startsWith('/api/'))) {
    const response = await fetch(office.url + filled(route.path), {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
    });
    expect([route.path, response.status]).toEqual([route.path, 403]);
  }
});

async function isRefusedAtTheDoor(route: Route, role: Role): Promise<boolean> {
  const { cookie, token } = visitors.get(role)!;
  const response = await send(route, { cookie, token });
  if (response.status !== 403) return false;
  return (await response.text()).includes('Brak uprawnień do tej strony');
}

async function send(route: Route, { cookie = '', token = '' }: { cookie?: string; token?: string }): Promise<Response> {
  const isApi = route.path.startsWith('/api/');
  const url = office.url + filled(route.path);
  if (route.method === 'GET') {
    return fetch(url, { redirect: 'manual', headers: isApi ? { authorization: `Bearer ${token}` } : { cookie } });
  }
  if (isApi) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return fetch(url, { method: route.method, headers, body: '{}' });
  }
  const csrf = await formToken(cookie);
  return fetch(url, {
    method: route.method,
    redirect: 'manual',
    headers: { cookie: csrf.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _csrf: csrf.token }),
  });
}

const formTokens = new Map<string, Promise<{ token: string; cookie: string }>>();

/** One form serves for all posts of a visitor. */
function formToken(cookie: string): Promise<{ token: string; cookie: string }> {
  const token = formTokens.get(cookie) ?? csrfOf(office.url, cookie);
  formTokens.set(cookie, token);
  return token;
}

/** Numbers of nothing: the door is asked before anything is looked up. */
function filled(path: string): string {
  return path
    .replace(/:number\b/g, 'ZG-1999-000001')
    .replace(/:year\b/g, '1999')
    .replace(/:\w+/g, '999999');
}

function routesOf({ running }: RunningOffice): Route[] {
  const discovery = running.app.get(DiscoveryService, { strict: false });
  const reflector = running.app.get(Reflector);
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ metatype, instance }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    return scanner.getAllMethodNames(prototype).flatMap((name): Route[] => {
      const handler = prototype[name]!;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const bases = [Reflect.getMetadata(PATH_METADATA, metatype as object) as string | string[]].flat();
      const paths = [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat();
      const access = reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [handler, metatype as never]);
      return bases.flatMap((base) =>
        paths.map((path) => ({
          name: `${metatype!.name}.${name}`,
          method: RequestMethod[method],
          path: `/${[base, path]
            .map((part) => part.replace(/^\/|\/$/g, ''))
            .filter(Boolean)
            .join('/')}`,
          access,
        })),
      );
    });
  });
}

async function aVisitor(role: Role): Promise<{ cookie: string; token: string }> {
  const { dataSource } = office.db;
  const [person] = await dataSource.query<{ id: number }[]>(
    `INSERT INTO person (given_name, family_name, email, unit_id) VALUES ('Rola', $1::text, lower($1::text) || '@urzad.example', 1) RETURNING id`,
    [role],
  );
  if (role !== 'employee') {
    await dataSource.query(
      `INSERT INTO role_assignment (person_id, role, unit_id, valid_from) VALUES ($1, $2, $3, '2000-01-01')`,
      [person!.id, role, role === 'unitHead' ? 1 : null],
    );
  }
  const [session, token] = [`session-of-${role}`, `token-of-${role}`];
  await dataSource.query(
    `INSERT INTO session (id_hash, person_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, now(), now(), now() + interval '1 hour')`,
    [hashOf(session), person!.id],
  );
  await dataSource.query('INSERT INTO api_token (person_id, name, token_hash, created_at) VALUES ($1, $2, $3, now())', [
    person!.id,
    role,
    hashOf(token),
  ]);
  return { cookie: `session=${session}`, token };
}
