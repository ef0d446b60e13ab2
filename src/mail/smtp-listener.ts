import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { BlockList, isIPv6 } from 'node:net';
import type { AddressInfo, ServerOpts } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { HalfClosedSenders } from './half-closed-senders.js';
import { cleanAddress } from './mime/addresses.js';

/** One message as a mail server handed it over. */
export interface SmtpDelivery {
  /** unique to this transaction; a repeat by the sender's server is another one */
  transactionId: string;
  /** empty: the null return path */
  envelopeFrom: string;
  envelopeTo: string[];
  raw: Buffer;
}

export interface SmtpListenerOptions {
  host: string;
  port: number;
  /** Networks that may hand over mail, as `10.0.0.0/8`. */
  networks: readonly string[];
  maxBytes: number;
  /** PEM; STARTTLS is offered only with them. */
  tls?: { cert: string; key: string } | undefined;
  lmtp?: boolean;
  /** Whether mail for this address is ours; anything else is refused, so that nobody relays through us. */
  accepts: (address: string) => boolean;
  /** Stores the message; the sender hears 250 only when it resolves. */
  onDelivery: (delivery: SmtpDelivery) => Promise<void>;
}

/** Bytes of messages on their way in, over all connections: beyond it senders are asked to come again. */
const MAX_BYTES_IN_FLIGHT = 256 * 1024 * 1024;
const MAX_CLIENTS = 100;
const MAX_RECIPIENTS = 100;
/** A whole message must arrive within this time, however slowly its sender drips. */
const MESSAGE_TIMEOUT_MS = 5 * 60_000;
const IDLE_TIMEOUT_MS = 60_000;

type Reply = (error?: Error | null, message?: string) => void;

/**
 * Takes mail from the office's server by SMTP or LMTP. Bounded against slow and hostile clients; a message that cannot be
 * stored now is answered 451, so that the sender's server keeps it.
 */
export class SmtpListener {
  private readonly server: SMTPServer;
  private readonly allowed = new BlockList();
  private readonly senders = new HalfClosedSenders();
  private bytesInFlight = 0;

  constructor(private readonly options: SmtpListenerOptions) {
    for (const network of options.networks) addNetwork(this.allowed, network);
    const settings: SMTPServerOptions & ServerOpts = {
      name: 'pogotowie',
      banner: 'Pogotowie',
      lmtp: options.lmtp ?? false,
      size: options.maxBytes,
      ...(options.tls ?? {}),
      disabledCommands: options.tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
      hideENHANCEDSTATUSCODES: false,
      disableReverseLookup: true,
      maxAllowedUnauthenticatedCommands: false,
      lenientAddressParsing: true,
      maxClients: MAX_CLIENTS,
      maxRecipients: MAX_RECIPIENTS,
      socketTimeout: IDLE_TIMEOUT_MS,
      closeTimeout: 10_000,
      logger: false,
      allowHalfOpen: true,
      onSecure: (socket, _session, reply) => {
        this.senders.follow(socket);
        reply();
      },
      onConnect: (session, reply) => this.connect(session, reply),
      onRcptTo: ({ address }, _session, reply) => this.recipient(address, reply),
      onData: (stream, session, reply) => this.data(stream, session, reply),
    };
    this.server = new SMTPServer(settings);
    this.server.server.on('connection', (socket) => this.senders.follow(socket));
    // Clients that break off are their own affair; `listen` reports what is ours.
    this.server.on('error', () => undefined);
  }

  /** @returns the port it listens on. @throws Error with code EADDRINUSE */
  async listen(): Promise<number> {
    const { port, host } = this.options;
    this.server.listen(port, host);
    await once(this.server.server, 'listening');
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Lets transactions end that are on their way, then closes. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private connect(session: SMTPServerSession, reply: Reply): void {
    const address = session.remoteAddress.replace(/^::ffff:/i, '');
    if (this.allowed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return reply();
    reply(refusal(554, 'mail is not accepted from this network'));
  }

  private recipient(address: string, reply: Reply): void {
    if (this.options.accepts(cleanAddress(address))) return reply();
    reply(refusal(550, 'no such recipient here, and no relaying'));
  }

  private data(stream: SMTPServerDataStream, session: SMTPServerSession, reply: Reply): void {
    this.senders.receiving(session);
    const chunks: Buffer[] = [];
    let kept = 0;
    let refused: Error | null = null;
    const timer = setTimeout(() => stream.destroy(new Error('too slow')), MESSAGE_TIMEOUT_MS);
    const finish = (error: Error | null, message?: string): void => {
      clearTimeout(timer);
      this.bytesInFlight -= kept;
      kept = 0;
      reply(error, message);
      this.senders.answered(session);
    };
    stream.on('data', (chunk: Buffer) => {
      // The rest of a refused message is read and dropped: the protocol has no other way to the reply.
      if (refused) return;
      if (stream.sizeExceeded) refused = refusal(552, `message larger than ${this.options.maxBytes} bytes`);
      else if (this.bytesInFlight + chunk.length > MAX_BYTES_IN_FLIGHT)
        refused = refusal(452, 'too much mail at once, come again');
      if (refused) return void chunks.splice(0);
      this.bytesInFlight += chunk.length;
      kept += chunk.length;
      chunks.push(chunk);
    });
    stream.on('error', () => finish(refusal(451, 'message did not arrive whole')));
    stream.on('end', () => {
      this.senders.answering(session);
      if (refused) return finish(refused);
      const transactionId = randomUUID();
      const { mailFrom, rcptTo } = session.envelope;
      this.options
        .onDelivery({
          transactionId,
          envelopeFrom: mailFrom ? cleanAddress(mailFrom.address) : '',
          envelopeTo: rcptTo.map(({ address }) => cleanAddress(address)),
          raw: Buffer.concat(chunks),
        })
        .then(
          () => finish(null, `stored as ${transactionId}`),
          () => finish(refusal(451, 'cannot store the message now, come again')),
        );
    });
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function addNetwork(list: BlockList, network: string): void {
  const [address = '', prefix] = network.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  list.addSubnet(address, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
}
