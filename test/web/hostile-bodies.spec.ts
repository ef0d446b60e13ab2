import { type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
}, 60_000);
afterAll(() => office.stop(), 60_000);

/** From strangers, whose browser says that a page of ours sends it. */
it.each([
  ['/sign-in', undefined, undefined],
  ['/sign-in', 'application/json', 'null'],
  ['/sign-in', 'application/json', '"text"'],
  ['/tickets', 'application/json', '{"subject":{"toString":1}}'],
  ['/tickets', 'application/json', '{"subject":[[{}],null]}'],
  ['/tickets', 'application/json', '"text"'],
  ['/tickets', 'application/json', '[['],
  ['/tickets/ZG-2026-000001/replies', 'multipart/form-data; boundary=x', '--x--'],
  ['/tickets/ZG-2026-000001/replies', 'multipart/form-data; boundary=x', ''],
  ['/tickets/ZG-2026-000001/replies', 'multipart/form-data', '--x--'],
])('POST %s of %s %s is refused as the fault of its sender, and the program lives on', async (path, type, body) => {
  const response = await fetch(office.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', ...(type && { 'content-type': type }) },
    body: body ?? null,
  });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.status).toBeLessThan(500);
  expect((await fetch(`${office.url}/health/live`)).status).toBe(200);
});
