import { until } from '../support/until.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';
import { startDovecot, type TestDovecot } from '../support/dovecot.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';

const ALL = { roles: ['web', 'jobs', 'intake'] };

let smtp: SmtpSink;
let dovecot: TestDovecot;
let office: RunningOffice;

interface Readiness {
  http: number;
  status: string;
  roles: string[];
  dependencies: Record<string, Record<string, unknown>>;
}

async function readiness(of = office): Promise<Readiness> {
  const response = await fetch(`${of.url}/health/ready`);
  return { http: response.status, ...((await response.json()) as Omit<Readiness, 'http'>) };
}

const metrics = async (of = office) => (await fetch(`${of.url}/metrics`)).text();
const becomes = (status: string) =>
  until(async () => (await readiness()).status === status, { timeoutMs: 60_000, what: `the program to be ${status}` });

beforeAll(async () => {
  [smtp, dovecot] = await Promise.all([startSmtpSink(), startDovecot()]);
  office = await startOffice({ SMTP_URL: smtp.url, IMAP_URL: dovecot.imapUrl('helpdesk@urzad.example') });
  await until(async () => (await readiness()).dependencies['mailbox-1']?.status === 'up', {
    timeoutMs: 60_000,
    what: 'the first look into the mailbox',
  });
  await becomes('up');
}, 150_000);
afterAll(async () => {
  await office.stop();
  await Promise.all([smtp.stop(), dovecot.close()]);
}, 60_000);

it('names every dependency of the process', async () => {
  expect(await readiness()).toEqual({
    http: 200,
    status: 'up',
    ...ALL,
    dependencies: {
      database: { status: 'up' },
      queue: { status: 'up' },
      smtp: { status: 'up' },
      disk: { status: 'up' },
      'mailbox-1': { status: 'up', name: 'helpdesk@urzad.example', lastReadAt: expect.stringMatching(/^20/) },
    },
  });
});

it('without the mail server it is degraded and stays of use', async () => {
  await smtp.stop();
  try {
    await becomes('degraded');

    const { http, dependencies } = await readiness();
    expect(http).toBe(200);
    expect(dependencies['smtp']).toEqual({ status: 'down', error: expect.stringMatching(/^E[A-Z]+$/) });
    expect(dependencies['database']).toEqual({ status: 'up' });
  } finally {
    await smtp.start();
  }
  await becomes('up');
}, 90_000);

it('without a mailbox it is degraded and stays of use, and says nothing of accounts', async () => {
  await dovecot.stop();
  try {
    await becomes('degraded');

    const { http, dependencies } = await readiness();
    expect(http).toBe(200);
    expect(dependencies['mailbox-1']).toMatchObject({ status: 'down', error: 'failed' });
    expect(dependencies['mailbox-1']).not.toHaveProperty('message');
    expect(await metrics()).toMatch(/^pogotowie_mailbox_failing\{mailbox="1"\} 1$/m);
  } finally {
    await dovecot.start();
  }
  await becomes('up');
}, 90_000);

it('a process that only serves pages does not stand on queue and mail', async () => {
  const pages = await startOffice({ ROLES: 'web', SMTP_URL: 'smtp://127.0.0.1:1' });
  try {
    const { http, status, dependencies } = await readiness(pages);

    expect({ http, status, names: Object.keys(dependencies).sort() }).toEqual({
      http: 200,
      status: 'up',
      names: ['database', 'disk'],
    });
  } finally {
    await pages.stop();
  }
}, 60_000);

it('the metrics tell whether work flows', async () => {
  const { dataSource } = office.db;
  await dataSource.query(`INSERT INTO blob (sha256, size_bytes, content) VALUES (repeat('a', 64), 0, '')`);
  await dataSource.query(
    `INSERT INTO inbound_email (channel, received_at, sha256, size_bytes, outcome, next_attempt_at)
     VALUES ('smtp', now() - interval '10 minutes', repeat('a', 64), 0, 'waiting', now() + interval '1 day')`,
  );
  await dataSource.query(
    `INSERT INTO ticket (number, subject, channel, requester_name, received_at, created_at, updated_at)
     VALUES ('ZG/2026/000001', 'Hasło to kotek', 'FORM', 'Anna', now(), now(), now())`,
  );
  await fetch(`${office.url}/tickets/ZG-2026-000001`, { redirect: 'manual' });

  const text = await metrics();

  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  expect(value('pogotowie_database_up')).toBe(1);
  expect(value('pogotowie_queue_up')).toBe(1);
  expect(value('pogotowie_open_tickets\\{status="NEW"\\}')).toBe(1);
  expect(value('pogotowie_inbound_emails\\{outcome="waiting"\\}')).toBe(1);
  expect(value('pogotowie_oldest_seconds\\{work="waiting_email"\\}')).toBeGreaterThanOrEqual(600);
  for (const state of ['queued', 'deferred', 'failed', 'bounced'])
    expect(value(`pogotowie_notifications\\{state="${state}"\\}`)).toBeGreaterThanOrEqual(0);
  expect(value('pogotowie_intake_alarm\\{kind="waiting-long",mailbox=""\\}')).toBe(1);
  expect(value('pogotowie_mailbox_difference_today\\{mailbox="1"\\}')).toBe(0);
  expect(value('pogotowie_owed_events')).toBe(0);
  expect(value('pogotowie_mailbox_silence_seconds\\{mailbox="1"\\}')).toBeGreaterThan(0);
  expect(value('pogotowie_jobs_waiting\\{job="[^"]+"\\}')).toBeGreaterThanOrEqual(0);
  expect(value('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
  expect(text).toMatch(
    /^pogotowie_http_request_duration_seconds_count\{method="GET",route="\/tickets\/:number",status="303"\} 1$/m,
  );
  expect(text).not.toMatch(/kotek|urzad\.example|ZG-2026/);
});
