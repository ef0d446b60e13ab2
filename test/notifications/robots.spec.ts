import { createTransport, type Transporter } from 'nodemailer';
import { TicketAssignmentService } from '../../src/tickets/ticket-assignment.service.js';
import { TicketStatusService } from '../../src/tickets/ticket-status.service.js';
import { anActor } from '../support/office.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';
import { type CapturedMail, type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const HELPDESK = 'helpdesk@urzad.example';
/** What one address gets from us by itself, as src/notifications/budget.ts promises. */
const BOUNDS = { perDay: 200, perTicketAndDay: 20, confirmationsPerHour: 30 };

const ROBOT = {
  vacation: 'urlop@urzad.example',
  inThread: 'sekretarz.automat@urzad.example',
  redirect: 'przekierowanie@urzad.example',
  forward: 'przekazanie@urzad.example',
  bouncer: 'odbicie@urzad.example',
  list: 'wszyscy@urzad.example',
  helpdesk: 'pomoc@miasto.example',
};
/** The absent technician on the ticket of the robot that answers in its thread: two robots, with us between them. */
const ABSENT = 'informatyk.automat@urzad.example';

interface Answer {
  raw: string | Buffer;
  envelopeFrom: string;
}

/**
 * What each of them sends to the helpdesk when it gets an e-mail of ours. They say nothing of being robots; the words are new
 * every time, so that nothing is a duplicate.
 */
const ANSWERS: Record<string, (captured: CapturedMail, count: number) => Answer> = {
  [ROBOT.vacation]: (_, count) => written(ROBOT.vacation, 'Urlop', `Wracam w lipcu (${count}).`),
  [ROBOT.inThread]: ({ mail }, count) =>
    written(ROBOT.inThread, `ODP: ${mail.subject}`, `Przyjęto do wiadomości (${count}).`, {
      'In-Reply-To': mail.messageId!,
      To: mail.replyTo?.text ?? HELPDESK,
    }),
  [ABSENT]: ({ mail }, count) =>
    written(ABSENT, `Re: ${mail.subject}`, `Jestem na urlopie (${count}).`, { 'In-Reply-To': mail.messageId! }),
  [ROBOT.redirect]: ({ raw }) => ({ raw, envelopeFrom: ROBOT.redirect }),
  [ROBOT.forward]: ({ mail }, count) => written(ROBOT.forward, `Fwd: sprawa ${count}`, mail.text ?? ''),
  [ROBOT.bouncer]: ({ raw }) => ({ raw: deliveryReport(raw), envelopeFrom: '' }),
  [ROBOT.list]: ({ mail }, count) =>
    written(ROBOT.list, `[wszyscy] ${mail.subject} ${count}`, mail.text ?? '', {
      'List-Id': '<wszyscy.urzad.example>',
      Precedence: 'list',
    }),
};

function written(from: string, subject: string, text: string, headers: Record<string, string> = {}): Answer {
  const head = { From: from, To: HELPDESK, Subject: subject, 'Content-Type': 'text/plain; charset=utf-8', ...headers };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return { raw: [...lines, '', text].join('\r\n'), envelopeFrom: from };
}

function deliveryReport(raw: Buffer): string {
  return [
    'From: Mail Delivery System <mailer-daemon@urzad.example>',
    `To: ${HELPDESK}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; urzad.example',
    '',
    `Final-Recipient: rfc822; ${ROBOT.bouncer}`,
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    raw.toString('latin1'),
    '--b--',
  ].join('\r\n');
}

const connectionTo = ({ smtpPort: port }: RunningOffice): Transporter =>
  createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    pool: true,
    maxConnections: 2,
  });

let world: SmtpSink;
let ours: RunningOffice;
let theirs: RunningOffice;
let toOurs: Transporter;
let toTheirs: Transporter;
const onTheWay = new Set<Promise<unknown>>();
const failures: unknown[] = [];

beforeAll(async () => {
  world = await startSmtpSink();
  const settings = { EXTERNAL_SENDERS: 'accept', SMTP_URL: world.url };
  ours = await startOffice({ ...settings, REPLY_ADDRESS: HELPDESK });
  theirs = await startOffice({ ...settings, HELPDESK_ADDRESSES: ROBOT.helpdesk, INTERNAL_DOMAINS: 'miasto.example' });
  [toOurs, toTheirs] = [connectionTo(ours), connectionTo(theirs)];
  await until(() => toOurs.verify(), { what: 'our SMTP intake' });
  await until(() => toTheirs.verify(), { what: 'their SMTP intake' });
  world.heard = (captured) => captured.to.forEach((address) => carryOn(captured, address));
}, 120_000);
afterAll(async () => {
  world.heard = undefined;
  toOurs.close();
  toTheirs.close();
  await ours.stop();
  await theirs.stop();
  await world.stop();
});

/** What the world does with an e-mail to an address. */
function carryOn(captured: CapturedMail, address: string): void {
  const answer = ANSWERS[address]?.(captured, world.received.length);
  if (answer) hand(toOurs, answer.envelopeFrom, HELPDESK, answer.raw);
  else if (address === ROBOT.helpdesk) hand(toTheirs, captured.from, address, captured.raw);
  else if (address.endsWith('@urzad.example') && captured.mail.from?.text.includes(ROBOT.helpdesk))
    hand(toOurs, captured.from, address, captured.raw);
}

function hand(transport: Transporter, from: string, to: string, raw: string | Buffer): void {
  const sending: Promise<unknown> = transport
    .sendMail({ envelope: { from, to }, raw })
    .catch((error: unknown) => failures.push(error))
    .finally(() => onTheWay.delete(sending));
  onTheWay.add(sending);
}

/** Nothing waits, in or out: neither an e-mail to be decided nor an event to be told nor a notification, even one for later. */
async function isAtRest({ db }: RunningOffice): Promise<boolean> {
  const [row] = await db.dataSource.query<{ busy: boolean }[]>(
    `SELECT EXISTS (SELECT FROM inbound_email i WHERE i.outcome = 'waiting') OR EXISTS (SELECT FROM event_outbox)
       OR EXISTS (SELECT FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE e.type = 'ticket.registered'
            AND NOT EXISTS (SELECT FROM notification n WHERE n.event_id = e.id))
       OR EXISTS (SELECT FROM notification n WHERE n.state IN ('queued', 'deferred')) AS busy`,
  );
  return row!.busy === false;
}

/** News that wait two minutes to be merged wait no longer. */
async function letTimePass({ db }: RunningOffice): Promise<void> {
  await db.dataSource.query(
    `UPDATE notification SET next_attempt_at = now() WHERE state = 'queued' AND attempts = 0 AND next_attempt_at > now()`,
  );
}

it('all that answers by itself, at once, with a technician who resolves what it wakes: all comes to rest within the bounds (P3)', async () => {
  const technician = await anActor(ours.db, { roles: ['technician'] });
  const [absent] = await ours.db.dataSource.query<[{ id: number }]>(
    'INSERT INTO person (given_name, family_name, email) VALUES ($1, $2, $3) RETURNING id',
    ['Jan', 'Urlopowy', ABSENT],
  );
  await ours.db.dataSource.query(
    `INSERT INTO role_assignment (person_id, role, valid_from) VALUES ($1, 'technician', '2020-01-01')`,
    [absent.id],
  );
  for (const [name, address] of Object.entries(ROBOT)) {
    const { raw, envelopeFrom } = written(address, `Sprawa ${name}`, 'Dzień dobry, proszę o kontakt.');
    hand(toOurs, envelopeFrom, HELPDESK, raw);
  }

  let resolved = 0;
  await until(
    async () => {
      const awake = await ours.db.dataSource.query<{ number: string; isMine: boolean }[]>(
        `SELECT t.number, t.assignee_id IS NOT NULL AS "isMine" FROM ticket t WHERE t.requester_email = $1 AND t.status <> 'RESOLVED'`,
        [ROBOT.inThread],
      );
      for (const { number, isMine } of awake) {
        if (!isMine)
          await ours.running.app
            .get(TicketAssignmentService)
            .assign(technician, { number, assigneeId: absent.id }, new Date());
        await ours.running.app.get(TicketStatusService).change(technician, { number, to: 'RESOLVED' }, new Date());
        resolved += 1;
      }
      await letTimePass(ours);
      await letTimePass(theirs);
      const [count, rest] = [world.received.length, (await isAtRest(ours)) && (await isAtRest(theirs))];
      return rest && onTheWay.size === 0 && awake.length === 0 && world.received.length === count;
    },
    { timeoutMs: 150_000, everyMs: 200, what: 'rest' },
  );

  expect(failures).toEqual([]);
  const sent = await ours.db.dataSource.query<{ recipient: string; all: number; aboutOne: number; received: number }[]>(
    `SELECT s.recipient, sum(s.count)::integer AS "all", max(s.count)::integer AS "aboutOne", sum(s.received)::integer AS received
     FROM (SELECT n.recipient, n.ticket_id, count(*) AS count, count(*) FILTER (WHERE n.kind = 'received') AS received
           FROM notification n WHERE n.state IN ('sent', 'bounced') AND n.merged_into IS NULL GROUP BY n.recipient, n.ticket_id) s
     WHERE s.recipient = ANY($1) GROUP BY s.recipient`,
    [[...Object.values(ROBOT), ABSENT]],
  );
  expect(sent.map(({ recipient }) => recipient).sort()).toEqual([...Object.values(ROBOT), ABSENT].sort());
  for (const { all, aboutOne, received } of sent) {
    expect(all).toBeLessThanOrEqual(BOUNDS.perDay);
    expect(aboutOne).toBeLessThanOrEqual(BOUNDS.perTicketAndDay);
    expect(received).toBeLessThanOrEqual(BOUNDS.confirmationsPerHour);
  }
  const to = (address: string) => sent.find(({ recipient }) => recipient === address)!;
  // Those that hide what they are draw on their budget to its end; those that can be known get one e-mail.
  expect(to(ROBOT.vacation).received).toBe(BOUNDS.confirmationsPerHour);
  expect(to(ROBOT.inThread).aboutOne).toBe(BOUNDS.perTicketAndDay);
  expect(resolved).toBeGreaterThan(1);
  for (const known of [ROBOT.redirect, ROBOT.bouncer, ROBOT.helpdesk])
    expect([known, to(known).all]).toEqual([known, 1]);
  expect(await theirs.db.dataSource.query('SELECT FROM notification')).toEqual([]);
}, 180_000);
