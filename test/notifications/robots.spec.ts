import { createTransport, type Transporter } from 'nodemailer';
import { aFreePort } from '../support/free-port.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

const to = (port: number): Transporter => createTransport({ host: '127.0.0.1', port, ignoreTLS: true });

async function send(port: number, mail: { from: string; to: string; subject: string; text: string }): Promise<void> {
  const transport = to(port);
  await until(() => transport.verify(), { what: 'SMTP intake' });
  await transport.sendMail(mail);
  transport.close();
}

/** Nothing waits, in or out: neither an e-mail to be decided nor an event to be told nor a notification to be sent. */
function atRest(office: RunningOffice): Promise<unknown> {
  return until(
    async () => {
      const [row] = await office.db.dataSource.query<{ busy: boolean }[]>(
        `SELECT EXISTS (SELECT FROM inbound_email i WHERE i.outcome = 'waiting') OR EXISTS (SELECT FROM event_outbox)
           OR EXISTS (SELECT FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE e.type = 'ticket.registered'
                AND NOT EXISTS (SELECT FROM notification n WHERE n.event_id = e.id))
           OR EXISTS (SELECT FROM notification n WHERE n.state IN ('queued', 'deferred') AND n.next_attempt_at < now() + interval '1 minute') AS busy`,
      );
      return row?.busy === false;
    },
    { timeoutMs: 60_000, what: 'rest' },
  );
}

const count = async (office: RunningOffice, sql: string): Promise<number> => {
  const [row] = await office.db.dataSource.query<{ count: number }[]>(`SELECT count(*) FROM ${sql}`);
  return row!.count;
};

describe('two helpdesks facing each other (P3)', () => {
  let ours: RunningOffice;
  let theirs: RunningOffice;

  beforeAll(async () => {
    const port = await aFreePort();
    theirs = await startOffice({
      HELPDESK_ADDRESSES: 'pomoc@miasto.example',
      EXTERNAL_SENDERS: 'accept',
      SMTP_URL: `smtp://127.0.0.1:${port}`,
    });
    ours = await startOffice({
      EXTERNAL_SENDERS: 'accept',
      SMTP_INTAKE_PORT: String(port),
      SMTP_URL: `smtp://127.0.0.1:${theirs.smtpPort}`,
    });
    ours.smtpPort = port;
  }, 120_000);
  afterAll(async () => {
    await ours.stop();
    await theirs.stop();
  });

  it('one writes to the other, is told once, and both fall silent', async () => {
    const mail = {
      from: 'pomoc@miasto.example',
      to: 'helpdesk@urzad.example',
      subject: 'Współpraca',
      text: 'Dzień dobry.',
    };
    await send(ours.smtpPort, mail);
    await until(async () => (await count(theirs, `inbound_email i WHERE i.outcome = 'ignored'`)) > 0, {
      what: 'their answer',
    });
    await atRest(ours);
    await atRest(theirs);

    expect(await count(ours, 'ticket')).toBe(1);
    expect(await count(theirs, 'ticket')).toBe(0);
    expect(await count(theirs, 'notification')).toBe(0);
    expect(await count(ours, `notification n WHERE n.recipient = 'pomoc@miasto.example'`)).toBe(1);
  });
});

describe('a vacation robot that hides what it is (P3)', () => {
  let office: RunningOffice;
  let robot: SmtpSink;

  beforeAll(async () => {
    robot = await startSmtpSink();
    office = await startOffice({ SMTP_URL: robot.url });
  }, 60_000);
  afterAll(async () => {
    await office.stop();
    await robot.stop();
  });

  it('answers each of our e-mails in a new thread, until we no longer write to it', async () => {
    const mail = {
      from: 'pracownik@urzad.example',
      to: 'helpdesk@urzad.example',
      subject: 'Urlop',
      text: 'Wracam w lipcu.',
    };
    await send(office.smtpPort, mail);
    for (let answered = 0; ; answered++) {
      const next = await until(
        async () => {
          const received = robot.received.filter(({ to: [address] }) => address === 'pracownik@urzad.example')[
            answered
          ];
          if (received) return 'another';
          return (await count(office, `notification n WHERE n.reason = 'budget-confirmations'`)) > 0 ? 'silence' : null;
        },
        { timeoutMs: 30_000, what: `answer ${answered + 1}` },
      );
      if (next === 'silence') break;
      await send(office.smtpPort, { ...mail, text: `Wracam w lipcu (${answered}).` });
    }
    await atRest(office);

    expect(robot.received.filter(({ mail: { subject } }) => subject?.includes('Przyjęto'))).toHaveLength(30);
    expect(await count(office, 'ticket')).toBe(31);
  }, 120_000);
});
