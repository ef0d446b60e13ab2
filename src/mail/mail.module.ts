import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { join } from 'node:path';
import { AppConfig } from '../config/config.js';
import { CatchingTransport } from './caught-mail.js';
import { EmailReader } from './email-reader.js';
import { MailTokens } from './mail-tokens.js';
import { domainOf } from './mime/addresses.js';
import { MailTransport } from './outgoing-mail.js';
import { SmtpTransport } from './smtp-transport.js';

/** Reading, composing and carrying e-mail; knows no tickets. */
@Global()
@Module({
  providers: [
    {
      provide: EmailReader,
      inject: [AppConfig],
      useFactory: ({ smimeTrustedCertificates: trustedCertificates, timeZone }: AppConfig) =>
        new EmailReader({ trustedCertificates, timeZone }),
    },
    {
      provide: MailTokens,
      inject: [AppConfig],
      useFactory: (config: AppConfig) =>
        new MailTokens([config.appSecret], domainOf(config.helpdeskAddresses[0] ?? 'localhost')),
    },
    {
      provide: MailTransport,
      inject: [AppConfig],
      useFactory: (config: AppConfig) =>
        config.smtpUrl
          ? new SmtpTransport(config.smtpUrl, config.smtpMaxPerMinute)
          : new CatchingTransport(join(config.dataDir, 'demo-mail')),
    },
  ],
  exports: [EmailReader, MailTokens, MailTransport],
})
export class MailModule implements OnApplicationShutdown {
  constructor(private readonly transport: MailTransport) {}

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
