import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { aFreePort } from '../support/free-port.js';
import { MAIL_SERVERS, startMailServer, type TestMailServer } from '../support/mail-server.js';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.js';
import { until } from '../support/until.js';
import { anEmail } from './intake-office.js';
import { RealProcess } from './real-process.js';

const HELPDESK = 'helpdesk@urzad.example';
const TLS = join(PROJECT_ROOT, 'test/fixtures/tls');
const MAX_BYTES = 1_000_000;

/** What goes wrong between mail servers shows with real ones: their queues, their retries, their reports. */
describe.each(MAIL_SERVERS)('behind a real mail server, %s', (name) => {
  let database: OwnPostgres;
  let program: RealProcess;
  let server: TestMailServer;
  let lmtpPort: number;

  beforeAll(async () => {
    database = await startOwnPostgres();
    const intakePort = await aFreePort();
    lmtpPort = await aFreePort();
    server = await startMailServer(name, { protocol: 'smtp', port: intakePort });
    program = await RealProcess.prepare({
      DATABASE_URL: database.url,
      MIGRATION_DATABASE_URL: database.ownerUrl,
      SMTP_URL: server.url,
      SMTP_INTAKE_PORT: String(intakePort),
      LMTP_INTAKE_PORT: String(lmtpPort),
      SMTP_INTAKE_MAX_BYTES: String(MAX_BYTES),
      SMTP_INTAKE_TLS_CERT: join(TLS, 'server.pem'),
      SMTP_INTAKE_TLS_KEY: join(TLS, 'server.key'),
      REPLY_ADDRESS: HELPDESK,
      INTERNAL_DOMAINS: 'urzad.example,kept.example,gone.example',
    });
    await program.start();
  }, 90_000);
  afterAll(async () => {
    await program.remove();
    await server.close();
    await database.close();
  }, 30_000);

  async function submit(to: TestMailServer, raw: Buffer, envelope: { from?: string; to?: string[] } = {}) {
    const transport = createTransport({ url: to.url, ignoreTLS: true });
    await transport.sendMail({ raw, envelope: { from: 'anna@kept.example', to: [HELPDESK], ...envelope } });
    transport.close();
  }

  async function query<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<T>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  const subjectsLike = async (word: string) =>
    (
      await query<{ subject: string }>('SELECT t.subject FROM ticket t WHERE t.subject LIKE $1 ORDER BY t.id', [
        `${word}%`,
      ])
    ).map(({ subject }) => subject);
  async function asMany(word: string, count: number): Promise<void> {
    const areThere = async () => (await subjectsLike(word)).length >= count;
    await until(areThere, { timeoutMs: 150_000, what: `${count} tickets "${word}"` }).catch((error: Error) => {
      throw new Error(`${error.message}\n${server.log().slice(-4_000)}`);
    });
  }

  it('a letter comes through STARTTLS as it was written: Polish letters, dots at the head of a line, a file', async () => {
    const file = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256));
    const transport = createTransport({ url: server.url, ignoreTLS: true });
    await transport.sendMail({
      from: 'Żaneta Łącka <zaneta@kept.example>',
      to: HELPDESK,
      subject: 'Zażółć gęślą jaźń',
      text: 'Dzień dobry,\n.\n..kropki na początku\nźdźbło',
      attachments: [{ filename: 'zrzut ekranu ąę.png', content: file, contentType: 'image/png' }],
    });
    transport.close();

    await asMany('Zażółć', 1);
    const [message] = await query<{ text: string; filename: string; size: number }>(
      `SELECT m.text, a.filename, b.size_bytes::integer AS size FROM ticket t JOIN ticket_message m ON m.ticket_id = t.id
       JOIN attachment a ON a.ticket_message_id = m.id JOIN blob b ON b.sha256 = a.sha256 WHERE t.subject = 'Zażółć gęślą jaźń'`,
    );
    expect(message).toEqual({
      text: 'Dzień dobry,\n.\n..kropki na początku\nźdźbło',
      filename: 'zrzut ekranu ąę.png',
      size: file.length,
    });
    expect(server.log()).toMatch(/X=TLS1\.[23]|TLS connection established to 127\.0\.0\.1/);
  });

  it('neither a dead database nor a killed program loses or doubles what it hands over (P1, P4)', async () => {
    const subjects = Array.from({ length: 60 }, (_, index) => `Kolejka ${String(index).padStart(2, '0')}`);
    const send = (some: string[]) =>
      Promise.all(some.map((Subject) => submit(server, anEmail({ From: 'anna@kept.example', Subject }))));

    await send(subjects.slice(0, 20));
    await database.stop();
    await send(subjects.slice(20, 40));
    await until(() => /\b451\b/.test(server.log()), { what: 'a 451 in the log of the mail server' });
    await database.start();
    // All of them: what a stop and a kill leave half done waits longer for each.
    await asMany('Kolejka', 40);
    const killed = program.kill();
    await send(subjects.slice(40));
    await killed;
    await program.start();

    await asMany('Kolejka', subjects.length);
    expect((await subjectsLike('Kolejka')).sort()).toEqual(subjects);
  }, 330_000);

  it('what is too large is refused before it is sent, so that the sender hears of it', async () => {
    await submit(
      server,
      anEmail(
        { Subject: 'Za duże' },
        'x'
          .repeat(70)
          .concat('\r\n')
          .repeat(MAX_BYTES / 70),
      ),
    );

    await until(() => /552|size limit/i.test(server.log()), { what: 'the refusal in the log of the mail server' });
    expect(await subjectsLike('Za duże')).toEqual([]);
  });

  it('a confirmation that cannot be delivered comes back as its report, and nothing more goes there', async () => {
    await submit(server, anEmail({ From: 'nikt@gone.example', Subject: 'Do nikogo' }), { from: 'nikt@gone.example' });

    const bounced = () =>
      query<{ recipient: string; outcome: string }>(
        `SELECT n.recipient, i.outcome FROM notification n, inbound_email i
         WHERE n.state = 'bounced' AND i.outcome = 'bounce' AND i.ticket_id = n.ticket_id`,
      );
    await until(async () => (await bounced()).length > 0, { what: 'the report' });
    expect(await bounced()).toEqual([{ recipient: 'nikt@gone.example', outcome: 'bounce' }]);
    expect(await subjectsLike('Undeliver')).toEqual([]);
    expect(await subjectsLike('Mail delivery failed')).toEqual([]);
  });

  it('hands mail over by LMTP as well, each recipient answered for itself', async () => {
    const inside = await startMailServer(name, { protocol: 'lmtp', port: lmtpPort });
    try {
      const subjects = Array.from({ length: 10 }, (_, index) => `Wewnątrz ${index}`);
      const to = [HELPDESK, 'ktos@inny.example'];
      await Promise.all(
        subjects.map((Subject) => submit(inside, anEmail({ From: 'anna@kept.example', Subject }), { to })),
      );

      await asMany('Wewnątrz', subjects.length);
      expect((await subjectsLike('Wewnątrz')).sort()).toEqual(subjects);
      await until(
        () => (inside.log().match(/ktos@inny\.example.*55\d|\*\* ktos@inny\.example/g) ?? []).length >= subjects.length,
        {
          what: 'refusals of the other recipient',
        },
      );
    } finally {
      await inside.close();
    }
  }, 60_000);
});
