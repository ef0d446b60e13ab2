import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { SmtpIntakeService } from '../../src/intake/email/smtp-intake.service.js';
import { IntakeService } from '../../src/intake/email/intake.service.js';
import { aFreePort } from '../support/free-port.js';
import { until } from '../support/until.js';
import { anEmail, IntakeOffice } from './intake-office.js';

const MAX_BYTES = 100_000;

let office: IntakeOffice;
beforeAll(async () => {
  office = await IntakeOffice.open({
    SMTP_INTAKE_PORT: String(await aFreePort()),
    LMTP_INTAKE_PORT: String(await aFreePort()),
    SMTP_INTAKE_MAX_BYTES: String(MAX_BYTES),
    SMTP_INTAKE_TLS_CERT: 'test/fixtures/tls/server.pem',
    SMTP_INTAKE_TLS_KEY: 'test/fixtures/tls/server.key',
  });
  await office.listen();
});
afterAll(() => office.close());

const port = () => office.get(SmtpIntakeService).port!;

async function send(raw: Buffer, to = 'helpdesk@urzad.example', from = 'anna@urzad.example') {
  const transport = createTransport({ host: '127.0.0.1', port: port(), ignoreTLS: true });
  try {
    return await transport.sendMail({ raw, envelope: { from, to } });
  } finally {
    transport.close();
  }
}

it('answers 250 when the message is stored, and the message becomes a ticket', async () => {
  const raw = anEmail({ Subject: 'Drukarka' });
  const { response } = await send(raw);
  expect(response).toMatch(/^250 2\.6\.0 stored as/);

  const row = await office.one<{ id: number; channel: string; envelope_from: string }>(
    'SELECT i.* FROM inbound_email i ORDER BY i.id DESC LIMIT 1',
  );
  expect(row).toMatchObject({ channel: 'smtp', envelope_from: 'anna@urzad.example', outcome: 'waiting' });
  await office.get(IntakeService).process([row.id]);
  expect(await office.email(row.id)).toMatchObject({ outcome: 'created', subject: 'Drukarka' });
});

it('takes mail over STARTTLS with the certificate of the settings', async () => {
  const tls = { ca: await readFile('test/fixtures/tls/ca.pem') };
  const transport = createTransport({ host: '127.0.0.1', port: port(), requireTLS: true, tls });
  const envelope = { from: 'anna@urzad.example', to: 'helpdesk@urzad.example' };
  const { response } = await transport.sendMail({ raw: anEmail(), envelope });
  transport.close();

  expect(response).toMatch(/^250 2\.6\.0 stored as/);
});

it('takes mail by LMTP, one message however many of our addresses it is for', async () => {
  const transport = createTransport({
    host: '127.0.0.1',
    port: office.get(SmtpIntakeService).lmtpPort!,
    lmtp: true,
    ignoreTLS: true,
  });
  const before = await office.count('inbound_email');
  const to = ['helpdesk@urzad.example', office.tokens.replyAddress('helpdesk@urzad.example', { kind: 't', id: 1 })];
  const { rejected } = await transport.sendMail({ raw: anEmail(), envelope: { from: 'anna@urzad.example', to } });
  transport.close();

  expect(rejected).toEqual([]);
  expect(await office.count('inbound_email')).toBe(before + 1);
  expect(await office.one('SELECT i.channel, i.envelope_to FROM inbound_email i ORDER BY i.id DESC LIMIT 1')).toEqual({
    channel: 'lmtp',
    envelope_to: to,
  });
});

it('takes mail for a signed reply address', async () => {
  await expect(
    send(anEmail(), office.tokens.replyAddress('helpdesk@urzad.example', { kind: 't', id: 1 })),
  ).resolves.toBeDefined();
});

it('relays for nobody', async () => {
  await expect(send(anEmail(), 'somebody@example.net')).rejects.toMatchObject({ responseCode: 550 });
});

it('announces and enforces the size limit', async () => {
  await expect(send(anEmail({}, 'x'.repeat(2 * MAX_BYTES)))).rejects.toMatchObject({ responseCode: 552 });
});

it('keeps the null return path', async () => {
  await send(anEmail(), 'helpdesk@urzad.example', '');
  expect(await office.one('SELECT i.envelope_from FROM inbound_email i ORDER BY i.id DESC LIMIT 1')).toEqual({
    envelope_from: '',
  });
});

it('stores nothing of a message that breaks off', async () => {
  const before = await office.count('inbound_email');
  const socket = await spoken('EHLO x', 'MAIL FROM:<a@urzad.example>', 'RCPT TO:<helpdesk@urzad.example>', 'DATA');
  socket.write('Subject: half\r\n\r\nhalf of a mess');
  socket.destroy();
  await send(anEmail());
  expect(await office.count('inbound_email')).toBe(before + 1);
});

it('understands pipelined commands', async () => {
  const before = await office.count('inbound_email');
  const socket = await connected();
  socket.write('EHLO x\r\nMAIL FROM:<a@urzad.example>\r\nRCPT TO:<helpdesk@urzad.example>\r\nDATA\r\n');
  await heard(socket, /^354/m);
  socket.write(`${anEmail().toString()}.\r\nQUIT\r\n`);
  await heard(socket, /^250 .*stored/m);
  expect(await office.count('inbound_email')).toBe(before + 1);
});

describe('a sender that closes its half of the connection', () => {
  it('with its last word, as Exim does, hears that its message is stored', async () => {
    const before = await office.count('inbound_email');
    const socket = await spoken('EHLO x', 'MAIL FROM:<a@urzad.example>', 'RCPT TO:<helpdesk@urzad.example>', 'DATA');
    const answers = heard(socket, /^221 /m);
    socket.end(`${anEmail().toString()}.\r\nQUIT\r\n`);
    expect(await answers).toMatch(/^250 .*stored/m);
    expect(await office.count('inbound_email')).toBe(before + 1);
  });

  it('without a QUIT, hears it too, and the connection ends', async () => {
    const socket = await spoken('EHLO x', 'MAIL FROM:<a@urzad.example>', 'RCPT TO:<helpdesk@urzad.example>', 'DATA');
    const ended = once(socket, 'end');
    const answer = heard(socket, /^250 .*stored/m);
    socket.end(`${anEmail().toString()}.\r\n`);
    await Promise.all([answer, ended]);
  });

  it('with nothing more to say, is let go', async () => {
    const socket = await spoken('EHLO x', 'MAIL FROM:<a@urzad.example>');
    const ended = once(socket, 'end');
    socket.end();
    await ended;
  });
});

it('answers 451 while the database does not take the message', async () => {
  const owner = office.db.dataSource;
  const lock = owner.createQueryRunner();
  await lock.connect();
  try {
    // What a stopped database looks like to one connection: its session is ended under it.
    const ended = until(async () => {
      const { ended } = await office.one<{ ended: number }>(
        `SELECT count(pg_terminate_backend(a.pid)) AS ended FROM pg_stat_activity a
         WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.wait_event_type = 'Lock'`,
      );
      return ended > 0;
    });
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE blob IN ACCESS EXCLUSIVE MODE');
    await expect(send(anEmail())).rejects.toMatchObject({ responseCode: 451 });
    await ended;
  } finally {
    await lock.query('ROLLBACK');
    await lock.release();
  }
  await expect(send(anEmail())).resolves.toBeDefined();
});

async function connected(): Promise<Socket> {
  const socket = createConnection({ port: port(), host: '127.0.0.1', allowHalfOpen: true });
  await heard(socket, /^220/m);
  return socket;
}

async function spoken(...commands: string[]): Promise<Socket> {
  const socket = await connected();
  for (const command of commands) {
    const answer = heard(socket, /^(?:250|354) /m);
    socket.write(`${command}\r\n`);
    await answer;
  }
  return socket;
}

function heard(socket: Socket, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!pattern.test(text)) return;
      socket.off('data', onData);
      resolve(text);
    };
    socket.on('data', onData);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`closed after: ${text}`)));
  });
}
