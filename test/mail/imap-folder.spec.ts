import { ImapFolder } from '../../src/mail/imap-folder.js';
import { startDovecot } from '../support/dovecot.js';

const USER = 'helpdesk@urzad.example';
const FROM_DAY = { folder: 'INBOX', processedFolder: 'Przetworzone', unreadableFolder: 'Kwarantanna', maxBytes: 1_000 };
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

it('takes nothing before the first day has begun, however near it is', async () => {
  const dovecot = await startDovecot();
  const client = dovecot.connect(USER);
  try {
    await dovecot.deliver(USER, 'Subject: dzisiaj\r\n\r\nProszę o toner.\r\n');
    await client.connect();
    expect(client.capabilities.has('WITHIN')).toBe(true);
    const startsAt = new Date(Date.now() + MINUTE_MS);
    const date = new Date(+startsAt + DAY_MS).toISOString().slice(0, 10);
    const folder = await ImapFolder.open(client, { ...FROM_DAY, firstDay: { date, startsAt } });

    const { older } = await folder.counter();
    const taken: number[] = [];
    await folder.drain(
      async ({ uid }) => void taken.push(uid),
      new AbortController().signal,
      () => undefined,
    );
    expect([older, taken]).toEqual([[1], []]);
  } finally {
    await client.logout();
    await dovecot.close();
  }
}, 60_000);
