import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/config.js';
import { DatabaseService } from '../../database/database.service.js';
import { type SmtpDelivery, SmtpListener } from '../../mail/smtp-listener.js';
import { ReceiveService } from './receive.service.js';
import { withoutDetail } from '../sender-of.js';

/** Mail handed over by the office's server by SMTP or LMTP, in a process with the role intake. */
@Injectable()
export class SmtpIntakeService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('SmtpIntake');
  private readonly listeners: SmtpListener[] = [];
  /** Where it listens for SMTP; undefined when it does not. */
  port: number | undefined;
  /** The same for LMTP. */
  lmtpPort: number | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly database: DatabaseService,
    private readonly receive: ReceiveService,
    private readonly clock: Clock,
  ) {}

  /** @throws Error with code EADDRINUSE, which ends the start with a message to the operator */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.has('intake')) return;
    const { port, lmtpPort } = this.config.smtpIntake;
    if (port !== undefined) this.port = await this.listen('smtp', port);
    if (lmtpPort !== undefined) this.lmtpPort = await this.listen('lmtp', lmtpPort);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.listeners.map((listener) => listener.close()));
  }

  /** @returns the port it listens on */
  private async listen(channel: 'smtp' | 'lmtp', port: number): Promise<number> {
    const { host, networks, maxBytes, tls } = this.config.smtpIntake;
    const listener = new SmtpListener({
      host,
      port,
      networks,
      maxBytes,
      tls,
      lmtp: channel === 'lmtp',
      accepts: (address) => this.config.helpdeskAddresses.includes(withoutDetail(address)),
      onDelivery: (delivery) => this.store(channel, delivery),
    });
    this.listeners.push(listener);
    const listening = await listener.listen();
    this.log.log(`${channel.toUpperCase()} intake on ${host}:${listening}`);
    return listening;
  }

  private async store(
    channel: 'smtp' | 'lmtp',
    { transactionId, envelopeFrom, envelopeTo, raw }: SmtpDelivery,
  ): Promise<void> {
    try {
      if (!this.database.isReady) throw new Error('the database is not connected yet');
      const at = this.clock.now();
      await this.receive.store(
        {
          channel,
          raw,
          sizeBytes: raw.length,
          envelopeFrom,
          envelopeTo,
          receivedAt: at,
          smtpTransaction: transactionId,
        },
        at,
      );
    } catch (error) {
      // The sender hears 451 and keeps the message.
      this.log.warn(`A message could not be stored: ${(error as Error).message}`);
      throw error;
    }
  }
}
