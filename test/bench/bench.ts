import 'reflect-metadata';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { startDovecot } from '../support/dovecot.js';
import { fillTickets, lengthenTicket } from './fill.js';
import { closeMailbox, drainMailbox, HELPDESK, intakeBySmtp, liveDelay, longestBlocks, rawInserts } from './intake.js';
import { type Figures, measure } from './measure.js';
import { startProgram } from './program.js';

/**
 * `npm run bench -- [--emails 10000] [--tickets 100000] [--requests 200]`: the program in a process of its own, with its embedded
 * database and fsync on, measured from outside. Figures vary between runs: compare within one.
 */
const { values } = parseArgs({
  options: {
    emails: { type: 'string', default: '10000' },
    tickets: { type: 'string', default: '100000' },
    requests: { type: 'string', default: '200' },
  },
});
const [emails, tickets, requests] = [Number(values.emails), Number(values.tickets), Number(values.requests)];

const dovecot = await startDovecot();
const program = await startProgram({ IMAP_URL: dovecot.imapUrl(HELPDESK) });

try {
  const processor = `${cpus().length} × ${cpus()[0]?.model.trim()}`;
  console.log(`${processor}, Node ${process.version}, all roles in one process, embedded database, fsync on\n`);
  await closeMailbox(program);
  row('', 'median', 'p95', 'to raw');
  row('start to ready', `${(program.startMs / 1000).toFixed(1)} s`, '', '');
  row('memory then', `${(await program.vitals()).residentMegabytes.toFixed(0)} MB`, '', '');
  await intake();
  await fillTickets(program.owner, tickets, Math.ceil(tickets / 50));
  await pages();
} catch (error) {
  // Told before the program goes: its end would drown it in broken connections.
  console.error(error);
  process.exitCode = 1;
} finally {
  await program.stop();
  await dovecot.close();
}

async function intake(): Promise<void> {
  const { acceptedPerSecond, committedPerSecond, megabytes } = await intakeBySmtp(program, emails);
  const raw = await rawInserts(program, emails);
  const rate = (name: string, perSecond: number) =>
    row(name, `${perSecond.toFixed(0)}/s`, '', (perSecond / raw).toFixed(2));
  rate('the same rows by raw PostgreSQL inserts', raw);
  rate('e-mails in by SMTP, 250 after commit', acceptedPerSecond);
  rate('e-mails in by SMTP, ticket committed', committedPerSecond);
  rate(`mailbox of ${emails} drained by IMAP`, await drainMailbox(program, dovecot, emails));
  row('memory after a tenth of the SMTP e-mails', `${megabytes[0].toFixed(0)} MB`, '', '');
  row('memory after all of them', `${megabytes[1].toFixed(0)} MB`, '', '');
  times('SMTP 250 to the open queue page, 5/s', await liveDelay(program, 100));
  for (const [name, ms] of Object.entries(await longestBlocks(program)))
    row(`longest block by: ${name}`, `${ms.toFixed(0)} ms`, '', '');
}

async function pages(): Promise<void> {
  const number = await lengthenTicket(program.owner, 50);
  await page(`queue page, ${tickets} tickets`, '/tickets');
  await page('queue page, by deadline', '/tickets?sort=due&dir=asc');
  await page('search, frequent word', '/tickets?status=any&q=drukarka');
  await page('search, rare word', `/tickets?status=any&q=${Math.ceil(tickets / 2)}`);
  await page('ticket page, 50 messages', `/tickets/${number.replaceAll('/', '-')}`);
  await page('annual report', `/kpi/${new Date().getFullYear() - 1}`);
  row('memory after all', `${(await program.vitals()).residentMegabytes.toFixed(0)} MB`, '', '');
}

async function page(name: string, path: string): Promise<void> {
  const headers = { cookie: `${program.cookie.name}=${program.cookie.value}`, 'accept-encoding': 'identity' };
  const figures = await measure(requests, async () => {
    const response = await fetch(program.url + path, { headers });
    const body = await response.text();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${body.slice(0, 200)}`);
  });
  times(name, figures);
}

function times(name: string, { medianMs, p95Ms }: Figures): void {
  row(name, `${medianMs.toFixed(1)} ms`, `${p95Ms.toFixed(1)} ms`, '');
}

function row(name: string, median: string, p95: string, toRaw: string): void {
  console.log(`${name.padEnd(44)} ${median.padStart(12)} ${p95.padStart(12)} ${toRaw.padStart(8)}`);
}
