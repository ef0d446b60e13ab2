import { deflateSync } from 'node:zlib';
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

/** `readEmail` refuses it on this thread, see smime.spec.ts. */
it('reads a small message that unpacks to a large one in a worker', async () => {
  const der = (tag: number, ...contents: Buffer[]): Buffer => {
    const content = Buffer.concat(contents);
    return Buffer.concat([
      Buffer.from([tag, 0x83]),
      Buffer.from(content.length.toString(16).padStart(6, '0'), 'hex'),
      content,
    ]);
  };
  const page = deflateSync(`Content-Type: text/html\r\n\r\n${'<p>toner</p>'.repeat(400_000)}`);
  const inner = der(0x30, Buffer.from('06092a864886f70d010701', 'hex'), der(0xa0, der(0x04, page)));
  const cms = der(
    0x30,
    Buffer.from('060b2a864886f70d0109100109', 'hex'),
    der(0xa0, der(0x30, Buffer.from('020100', 'hex'), der(0x30), inner)),
  );
  const raw = Buffer.concat([Buffer.from('Subject: Skan\r\nContent-Type: application/pkcs7-mime\r\n\r\n'), cms]);
  let wasFree = false;
  setImmediate(() => (wasFree = true));
  const read = await reader.read(raw, null, 'sha');
  expect(read.subject).toBe('Skan');
  expect(read.text).toMatch(/^toner\n\ntoner/);
  expect(read.problems).toContain('text-cut');
  expect(wasFree).toBe(true);
}, 40_000);
