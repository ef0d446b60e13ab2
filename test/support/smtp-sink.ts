import { type ParsedMail, simpleParser } from 'mailparser';
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import { aFreePort } from './free-port.js';
import { until } from './until.js';

export interface CapturedMail {
  from: string;
  to: string[];
  raw: Buffer;
  mail: ParsedMail;
}

export interface SmtpSink {
  /** For SMTP_URL. */
  url: string;
  port: number;
  /** In order of arrival. */
  readonly received: CapturedMail[];
  /** The first mail, arrived or still to come, that fits. */
  next(fits?: (captured: CapturedMail) => boolean, timeoutMs?: number): Promise<CapturedMail>;
  /** Told of each mail once it is taken. */
  heard: ((captured: CapturedMail) => void) | undefined;
  /** What the server answers to RCPT TO; undefined accepts. `{ code: 451 }` is a passing, `{ code: 550 }` a final refusal. */
  refuse: ((recipient: string) => { code: number; message: string } | undefined) | undefined;
  clear(): void;
  /** Ends the server; `start` opens the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A real SMTP server that keeps what it is given. `stop` it in `afterAll`. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const port = await aFreePort();
  const received: CapturedMail[] = [];
  let server: SMTPServer | undefined;

  const sink: SmtpSink = {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    heard: undefined,
    refuse: undefined,
    next: (fits = () => true, timeoutMs = 15_000) =>
      until(() => received.find(fits), { timeoutMs, what: `a mail among ${received.length}` }),
    clear: () => void received.splice(0),
    async start() {
      server = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS'],
        onRcptTo({ address }, _session, callback) {
          const refusal = sink.refuse?.(address);
          callback(refusal && Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
        },
        onData(stream, session, callback) {
          const { mailFrom, rcptTo } = session.envelope;
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            const raw = Buffer.concat(chunks);
            simpleParser(raw)
              .then((mail) => {
                const from = mailFrom ? mailFrom.address : '';
                const captured = { from, to: rcptTo.map(({ address }) => address), raw, mail };
                received.push(captured);
                callback(null, `2.0.0 sink-${received.length}`);
                sink.heard?.(captured);
              })
              .catch(callback);
          });
        },
      });
      server.on('error', () => undefined); // a client that breaks off is the test's own doing
      server.listen(port, '127.0.0.1');
      await once(server.server, 'listening');
    },
    async stop() {
      const running = server;
      server = undefined;
      if (running) await new Promise<void>((resolve) => running.close(resolve));
    },
  };
  await sink.start();
  return sink;
}
