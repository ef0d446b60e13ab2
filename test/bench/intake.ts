import { setTimeout as wait } from 'node:timers/promises';
import { DESKTOP, openBrowser } from '../support/browser.js';
import type { TestDovecot } from '../support/dovecot.js';
import { until } from '../support/until.js';
import { rawInsert, prepareRawTables } from './fill.js';
import { type Figures, figuresOf, measureLanes } from './measure.js';
import type { Program } from './program.js';
import { SmtpClient } from './smtp-client.js';

export const HELPDESK = 'helpdesk@urzad.example';
const LANES = 8;
/** So many e-mails go before memory is looked at first: by then everything was used once. */
const WARM_SHARE = 0.1;

export interface IntakeFigures {
  acceptedPerSecond: number;
  committedPerSecond: number;
  /** Resident memory after a tenth of the e-mails, and after all. */
  megabytes: [number, number];
}

/** 8 connections hand in e-mails of colleagues; then we wait until each has its ticket. */
export async function intakeBySmtp(program: Program, count: number): Promise<IntakeFigures> {
  const people = await peopleOf(program);
  const clients = await Promise.all(Array.from({ length: LANES }, () => SmtpClient.open(program.smtpPort)));
  let warm = 0;
  const begun = performance.now();
  const acceptedPerSecond = await measureLanes(count, LANES, async (lane, index) => {
    const from = people[index % people.length]!;
    await clients[lane]!.send(from, HELPDESK, email(from, 'smtp', index));
    if (index === Math.floor(count * WARM_SHARE)) warm = (await program.vitals()).residentMegabytes;
  });
  for (const client of clients) client.close();
  await nothingWaits(program, count);
  const committedPerSecond = (count / (performance.now() - begun)) * 1000;
  return { acceptedPerSecond, committedPerSecond, megabytes: [warm, (await program.vitals()).residentMegabytes] };
}

/** What the same rows cost the database alone, with as many connections. @returns e-mails a second */
export async function rawInserts(program: Program, count: number): Promise<number> {
  await prepareRawTables(program.owner);
  const clients = await Promise.all(Array.from({ length: LANES }, () => program.connect()));
  const perSecond = await measureLanes(count, LANES, (lane, index) =>
    rawInsert(clients[lane]!, index, email('x@urzad.example', 'raw', index)),
  );
  for (const client of clients) await client.end();
  return perSecond;
}

/** Lets go of the mailbox, until it is drained. */
export async function closeMailbox({ owner }: Program): Promise<void> {
  await owner.query('UPDATE mailbox SET enabled = false');
}

/** Opens a mailbox that was filled while it was closed. @returns e-mails a second until each has its ticket */
export async function drainMailbox(program: Program, dovecot: TestDovecot, count: number): Promise<number> {
  const people = await peopleOf(program);
  const imap = dovecot.connect(HELPDESK);
  await imap.connect();
  for (let index = 0; index < count; index += 1) {
    const from = people[index % people.length]!;
    await imap.append('INBOX', email(from, 'imap', index));
  }
  await imap.logout();
  await program.owner.query('UPDATE mailbox SET enabled = true');
  const stored = async () => Number(await one(program, `SELECT count(*) FROM inbound_email WHERE channel = 'imap'`));
  await until(async () => (await stored()) > 0, { what: 'the first e-mail of the mailbox' });
  const begun = performance.now();
  await until(async () => (await stored()) >= count, { timeoutMs: 3_600_000, everyMs: 200, what: 'an empty mailbox' });
  await nothingWaits(program, count);
  return (count / (performance.now() - begun)) * 1000;
}

/** From the server's 250 until the ticket stands in a queue page that is open in a browser; 5 e-mails a second. */
export async function liveDelay(program: Program, count: number): Promise<Figures> {
  const browser = await openBrowser({ viewport: DESKTOP });
  try {
    await browser.context.addCookies([{ ...program.cookie, url: program.url }]);
    const page = await browser.context.newPage();
    await page.goto(`${program.url}/tickets`);
    await page.evaluate(`{
      const seen = (window.seen = {});
      new MutationObserver(() => {
        for (const [, index] of document.body.innerText.matchAll(/nie drukuje live (\\d+)/g)) seen[index] ??= Date.now();
      }).observe(document.body, { childList: true, subtree: true });
    }`);
    const people = await peopleOf(program);
    const client = await SmtpClient.open(program.smtpPort);
    const accepted: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const next = wait(200);
      const from = people[index % people.length]!;
      await client.send(from, HELPDESK, email(from, 'live', index));
      accepted.push(Date.now());
      await next;
    }
    client.close();
    const seen = await until(
      async () => {
        const times = await page.evaluate<Record<string, number>>('window.seen');
        return Object.keys(times).length >= count && times;
      },
      { what: 'every ticket on the open page' },
    );
    return figuresOf(accepted.map((at, index) => Math.max(0, seen[index]! - at)));
  } finally {
    await browser.close();
  }
}

/** E-mails that are hard to read, one after the other. @returns for each the longest block of the event loop, in milliseconds */
export async function longestBlocks(program: Program): Promise<Record<string, number>> {
  const client = await SmtpClient.open(program.smtpPort);
  const blocks: Record<string, number> = {};
  for (const [name, body] of Object.entries(hardEmails())) {
    const before = Number(await one(program, `SELECT count(*) FROM inbound_email WHERE outcome <> 'waiting'`));
    await program.vitals();
    await client.send('anna@obce.example', HELPDESK, `${HEADERS}Subject: ${name}\r\n${body}`);
    await until(
      async () => Number(await one(program, `SELECT count(*) FROM inbound_email WHERE outcome <> 'waiting'`)) > before,
      { timeoutMs: 60_000, what: `an outcome of ${name}` },
    );
    blocks[name] = (await program.vitals()).longestBlockMs;
  }
  client.close();
  return blocks;
}

const HEADERS = `From: anna@obce.example\r\nTo: ${HELPDESK}\r\nMIME-Version: 1.0\r\n`;

function hardEmails(): Record<string, string> {
  const repeat = (text: string, size: number) => text.repeat(Math.ceil(size / text.length));
  const html = (text: string, size: number) => `Content-Type: text/html; charset=utf-8\r\n\r\n${repeat(text, size)}`;
  const attachment = repeat(`${'QUJD'.repeat(19)}\r\n`, 20_000_000);
  return {
    'a few lines': '\r\nDrukarka nie drukuje.',
    '60 kB of list items': html('<li>', 60_000),
    '60 kB of styles': html('<p style="color:red;font:bold 12px a">x</p>\r\n', 60_000),
    '1 MB of list items': html('<li>\r\n', 1_000_000),
    '20 MB attachment': `Content-Type: application/zip; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n${attachment}`,
    '20,000 parts': `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}--b--`,
  };
}

async function peopleOf(program: Program): Promise<string[]> {
  const { rows } = await program.owner.query<{ email: string }>(
    'SELECT p.email FROM person p WHERE p.email IS NOT NULL ORDER BY p.id',
  );
  return rows.map((row) => row.email);
}

async function nothingWaits(program: Program, count: number): Promise<void> {
  const waiting = async () =>
    Number(await one(program, `SELECT count(*) FROM inbound_email WHERE outcome = 'waiting'`));
  await until(async () => (await waiting()) === 0, { timeoutMs: 60_000 + count * 100, what: 'no e-mail that waits' });
}

async function one(program: Program, sql: string): Promise<unknown> {
  const { rows } = await program.owner.query<{ count: unknown }>(sql);
  return rows[0]?.count;
}

function email(from: string, kind: string, index: number): string {
  return [
    `From: ${from}`,
    `To: ${HELPDESK}`,
    `Subject: Drukarka nie drukuje ${kind} ${index}`,
    `Message-ID: <bench-${kind}-${index}@urzad.example>`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Drukarka w pokoju ${index % 300} nie drukuje, miga czerwona lampka. Prosimy o pilną pomoc, czekają interesanci.`,
  ].join('\r\n');
}
