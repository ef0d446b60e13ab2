import { once } from 'node:events';
import { startDovecot, type TestDovecot } from './dovecot.js';

let dovecot: TestDovecot;
beforeAll(async () => void (dovecot = await startDovecot()));
afterAll(() => dovecot.close());

it('delivers to a waiting reader, moves, and keeps its mail over a restart', async () => {
  const user = 'helpdesk@urzad.example';
  const reader = await connected(user);
  await reader.mailboxOpen('INBOX');
  expect([reader.capabilities.has('IDLE'), reader.capabilities.has('MOVE')]).toEqual([true, true]);

  const arrival = once(reader, 'exists');
  const idling = reader.idle(); // by itself only after 15 s
  await dovecot.deliver(user, 'From: a@urzad.example\r\nSubject: Toner\r\n\r\nProsz\u0119\r\n');
  expect((await arrival)[0]).toMatchObject({ count: 1 });

  await reader.mailboxCreate('Przetworzone');
  await reader.messageMove('1:*', 'Przetworzone');
  await idling;
  await reader.logout();

  await dovecot.stop();
  await expect(connected(user)).rejects.toThrow();
  await dovecot.start();

  const again = await connected(user);
  expect(await again.status('Przetworzone', { messages: true })).toMatchObject({ messages: 1 });
  expect(await again.status('INBOX', { messages: true })).toMatchObject({ messages: 0 });
  await again.logout();
});

async function connected(user: string) {
  const client = dovecot.connect(user);
  await client.connect();
  return client;
}
