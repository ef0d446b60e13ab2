import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
let cookie: string;
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
  cookie = await office.signIn('technik');
}, 60_000);
afterAll(() => office.stop(), 60_000);

/** Begins to send a form with files and goes no further: an answer comes only from who does not wait for the rest. */
async function answerToBeginning(path: string, headers: Record<string, string> = {}): Promise<number> {
  const begun = request(office.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': String(50 * 1024 * 1024),
      ...headers,
    },
  });
  begun.on('error', () => undefined);
  begun.write('--b\r\nContent-Disposition: form-data; name="attachments"; filename="a.txt"\r\n\r\naaaa');
  try {
    const [response] = (await once(begun, 'response')) as [IncomingMessage];
    return response.statusCode!;
  } finally {
    begun.destroy();
  }
}

describe('a form with files is refused before it is read', () => {
  it.each(['/imports', '/tickets/new', '/tickets/ZG-2026-000001/replies', '/tickets/ZG-2026-000001/messages'])(
    'by %s, given nobody is signed in',
    async (path) => {
      expect(await answerToBeginning(path)).toBe(401);
      expect(await answerToBeginning(path, { cookie: 'session=made-up' })).toBe(401);
    },
  );

  it.each(['/sign-in', '/purchase-requests', '/tickets/ZG-2026-000001/notes', '/api/v1/tickets', '/no/such/page'])(
    'by %s, which takes no files, whoever sends it',
    async (path) => {
      expect(await answerToBeginning(path, { cookie, authorization: 'Bearer demo-token' })).toBe(415);
    },
  );
});
