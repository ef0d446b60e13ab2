import { createTransport } from 'nodemailer';
import { type RunningOffice, startOffice } from '../support/running-office.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const EMAILS = 25;

let smtp: SmtpSink;
let office: RunningOffice;

beforeAll(async () => {
  smtp = await startSmtpSink();
  office = await startOffice({ SMTP_URL: smtp.url });
}, 60_000);
afterAll(async () => {
  await office.stop();
  await smtp.stop();
});

const states = async () =>
  office.db.dataSource.query<{ state: string; count: number }[]>(
    `SELECT n.state, count(*) FROM notification n WHERE n.kind = 'received' GROUP BY n.state ORDER BY n.state`,
  );

it('the mail server goes down under load and comes back: each requester is told once, and the page said what was wrong (P4)', async () => {
  const technician = await office.signIn('technik');
  await smtp.stop();
  const transport = createTransport({ pool: true, host: '127.0.0.1', port: office.smtpPort, ignoreTLS: true });
  await until(() => transport.verify(), { what: 'SMTP intake' });
  await Promise.all(
    Array.from({ length: EMAILS }, (_, index) =>
      transport.sendMail({
        from: 'pracownik@urzad.example',
        to: 'helpdesk@urzad.example',
        subject: `Drukarka ${index}`,
        text: 'Nie drukuje.',
      }),
    ),
  );
  transport.close();
  await until(async () => (await states()).some(({ state, count }) => state === 'deferred' && count === EMAILS), {
    timeoutMs: 60_000,
    what: 'all confirmations to wait',
  });
  const page = await fetch(`${office.url}/notifications`, { headers: { cookie: technician } });
  expect(await page.text()).toContain('Serwer poczty wychodzącej nie odpowiada');

  await smtp.start();
  await until(async () => (await states()).every(({ state }) => state === 'sent'), {
    timeoutMs: 60_000,
    what: 'all confirmations to be sent',
  });

  expect(await states()).toEqual([{ state: 'sent', count: EMAILS }]);
  const confirmations = smtp.received.filter(({ mail }) => mail.subject?.includes('Przyjęto zgłoszenie'));
  expect(new Set(confirmations.map(({ mail }) => mail.messageId)).size).toBe(EMAILS);
  expect(confirmations).toHaveLength(EMAILS);
}, 150_000);
