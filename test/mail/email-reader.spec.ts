import { EmailReader } from '../../src/mail/email-reader.js';

const reader = new EmailReader();
afterAll(() => reader.onApplicationShutdown());

const mail = (bytes: number): Buffer =>
  Buffer.from(
    `From: a@urzad.example\r\nSubject: Skan\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntreść\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n${'x'.repeat(bytes)}\r\n--b--\r\n`,
  );

it.each([
  ['small, at once', 1_000],
  ['large, in a worker', 5_000_000],
])('reads a message: %s', async (_, bytes) => {
  const read = await reader.read(mail(bytes), 'a@urzad.example', 'sha');
  expect(read).toMatchObject({ subject: 'Skan', text: 'treść', attachments: [{ filename: 'a.pdf' }] });
  expect(read.attachments[0]?.content).toBeInstanceOf(Buffer);
  expect(read.attachments[0]?.content).toHaveLength(bytes);
});

it('reads many large ones with two workers', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => reader.read(mail(1_000_000), null, 'sha')));
  expect(all.map(({ subject }) => subject)).toEqual(Array(6).fill('Skan'));
});
