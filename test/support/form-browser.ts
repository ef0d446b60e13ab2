import { csrfOf, type RunningOffice } from './running-office.js';

export interface Answer {
  status: number;
  location: string | null;
  text: string;
}

export interface FormBrowser {
  get(path: string): Promise<Answer>;
  post(path: string, fields: Record<string, string | string[]>): Promise<Answer>;
  /** A multipart form with one file. */
  upload(
    path: string,
    fields: Record<string, string>,
    file: { field: string; name: string; content: string },
  ): Promise<Answer>;
}

/** A signed-in person at a browser without scripts; redirects are not followed. */
export async function browserOf(office: RunningOffice, account: string): Promise<FormBrowser> {
  const signedIn = await office.signIn(account);
  const { token, cookie } = await csrfOf(office.url, signedIn);
  const send = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = { cookie, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(office.url + path, { redirect: 'manual', ...init, headers });
    return { status: response.status, location: response.headers.get('location'), text: await response.text() };
  };
  return {
    get: (path) => send(path),
    post: (path, fields) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams([
          ['_csrf', token],
          ...Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
        ]),
      }),
    upload: (path, fields, { field, name, content }) => {
      const body = new FormData();
      body.set('_csrf', token);
      for (const [key, value] of Object.entries(fields)) body.set(key, value);
      body.set(field, new File([content], name, { type: 'text/csv' }));
      return send(path, { method: 'POST', body });
    },
  };
}
