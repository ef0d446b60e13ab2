import { readFile } from 'node:fs/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/config.js';
import { DatabaseService } from '../../database/database.service.js';
import { SmtpListener } from '../../mail/smtp-listener.js';
import { ReceiveService } from './receive.service.js';
import { withoutDetail } from '../sender-of.js';

/** Mail handed over by the office's server, in a process with the role intake. */
@Injectable()
export class SmtpIntakeService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('SmtpIntake');
  private listener: SmtpListener | undefined;
  /** Where it listens; undefined when it does not. */
  port: number | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly database: DatabaseService,
    private readonly receive: ReceiveService,
    private readonly clock: Clock,
  ) {}

  /** @throws Error with code EADDRINUSE, which ends the start with a message to the operator */
  async onApplicationBootstrap(): Promise<void> {
    const { smtpIntake, roles, helpdeskAddresses } = this.config;
    if (!roles.has('intake') || smtpIntake.port === undefined) return;
    const { host, port, networks, maxBytes, tlsCertPath, tlsKeyPath } = smtpIntake;
    const tls =
      tlsCertPath && tlsKeyPath ? { tls: { cert: await readFile(tlsCertPath), key: await readFile(tlsKeyPath) } } : {};
    this.listener = new SmtpListener({
      host,
      port,
      networks,
      maxBytes,
      ...tls,
      accepts: (address) => helpdeskAddresses.includes(withoutDetail(address)),
      onDelivery: async ({ transactionId, envelopeFrom, envelopeTo, raw }) => {
        try {
          if (!this.database.isReady) throw new Error('the database is not connected yet');
          const at = this.clock.now();
          await this.receive.store(
            {
              channel: 'smtp',
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
      },
    });
    this.port = await this.listener.listen();
    this.log.log(`SMTP intake on ${host}:${this.port}`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener?.close();
  }
}
