import { randomBytes } from 'node:crypto';
import { type RunningApplication, startApplication } from '../../src/application.js';
import type { Actor } from '../../src/access/actor.js';
import { hashOf } from '../../src/access/session.service.js';
import type { TestDatabase } from '../support/database.js';
import { testConfig } from '../support/office.js';

/** The program with its web role on a test database, as it is started in production. */
export async function startPages(db: TestDatabase): Promise<RunningApplication> {
  return startApplication(
    testConfig({
      DATABASE_URL: db.url,
      MIGRATION_DATABASE_URL: db.ownerUrl,
      PORT: '0',
      ROLES: 'web',
      LOG_LEVEL: 'silent',
    }),
  );
}

export interface Page {
  status: number;
  html: string;
  location: string | null;
  contentType: string | null;
}

/** A signed-in person without scripts: opens pages and sends forms, with cookies and token. */
export class PageClient {
  private readonly cookies = new Map<string, string>();
  private token = '';

  private constructor(private readonly baseUrl: string) {}

  /** Gives the person the roles of the actor from today on, and a session. */
  static async signIn(db: TestDatabase, baseUrl: string, actor: Actor): Promise<PageClient> {
    for (const { role, unitId, onBehalfOf } of actor.roles) {
      await db.dataSource.query(
        `INSERT INTO role_assignment (person_id, role, unit_id, valid_from, deputy_for) VALUES ($1, $2, $3, '2020-01-01', $4)`,
        [actor.personId, role, unitId, onBehalfOf],
      );
    }
    const id = randomBytes(32).toString('base64url');
    await db.dataSource.query(
      `INSERT INTO session (id_hash, person_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, now(), now(), now() + interval '1 hour')`,
      [hashOf(id), actor.personId],
    );
    const client = new PageClient(baseUrl);
    client.cookies.set('session', id);
    return client;
  }

  async get(path: string): Promise<Page> {
    return this.send(path, {});
  }

  /** Sends a form with the token of the page opened last. */
  async post(path: string, fields: Record<string, string> = {}): Promise<Page> {
    const body = new URLSearchParams({ ...fields, _csrf: this.token });
    return this.send(path, { method: 'POST', body });
  }

  private async send(path: string, init: RequestInit): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.baseUrl), { ...init, headers: { cookie }, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) this.cookies.set(name, value ?? '');
    }
    const html = await response.text();
    this.token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? this.token;
    return {
      status: response.status,
      html,
      location: response.headers.get('location'),
      contentType: response.headers.get('content-type'),
    };
  }
}

/** The fields of the first form of a page whose action is this, as a browser without scripts would send them. */
export function fieldsOf(html: string, action: string): Record<string, string> {
  const form = html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const fields: Record<string, string> = {};
  for (const [, tag = '', attributes = '', text = ''] of form.matchAll(
    /<(input|textarea|select)\b([^>]*)>(?:\n?([\s\S]*?)<\/\1>)?/g,
  )) {
    const name = /\bname="([^"]*)"/.exec(attributes)?.[1];
    if (!name || name === '_csrf') continue;
    const isChoice = /type="(checkbox|radio)"/.test(attributes);
    if (isChoice && !/\bchecked\b/.test(attributes)) continue;
    const chosen = /<option value="([^"]*)" selected/.exec(text)?.[1];
    const value = /\bvalue="([^"]*)"/.exec(attributes)?.[1] ?? '';
    fields[name] = unescapeHtml(tag === 'select' ? (chosen ?? '') : tag === 'textarea' ? text : value);
  }
  return fields;
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#x3D;', '=')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
