import { Body, Controller, Get, Param, ParseIntPipe, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../access/actor.js';
import { CurrentUser, Requires } from '../../access/route-access.js';
import { Clock } from '../../common/clock.js';
import { found } from '../../common/domain-error.js';
import { localDate } from '../../common/local-date.js';
import { AppConfig } from '../../config/config.js';
import { answerForm } from '../../rendering/answer-form.js';
import { emptyForm, type FormView } from '../../rendering/forms.js';
import { options } from '../../rendering/labels.js';
import { mailboxForm, mailboxFormValues, withoutSecrets } from './mailbox-form.js';
import { troubleText } from './mailbox-trouble.js';
import { type Mailbox, MailboxesService } from './mailboxes.service.js';

const PATH = '/settings/mailboxes';

const SIGN_IN_CHOICES = [
  { value: 'password', label: 'Hasło' },
  { value: 'oauth2', label: 'OAuth2', hint: 'Microsoft 365, Google i inne serwery, które nie przyjmują haseł.' },
];
const GRANT_CHOICES = [
  { value: 'refresh_token', label: 'osoby, która ma dostęp do skrzynki (token odświeżania)' },
  { value: 'client_credentials', label: 'administratora, udzielona samej aplikacji (client credentials)' },
];
const STORED = 'Zapisane. Zostaw puste, aby nie zmieniać.';

/** The mailboxes that are read by IMAP. */
@Controller('settings/mailboxes')
export class MailboxesController {
  constructor(
    private readonly mailboxes: MailboxesService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('mailbox.manage')
  @Render('pages/mailboxes/list')
  async index() {
    const { port, host } = this.config.smtpIntake;
    return {
      mailboxes: (await this.mailboxes.list()).map(({ lastTrouble, lastError, ...mailbox }) => ({
        ...mailbox,
        trouble: lastError === null ? null : troubleText(lastTrouble, lastError),
      })),
      smtp: port === undefined ? null : `${host}:${port}`,
      addresses: this.config.helpdeskAddresses,
    };
  }

  @Get('new')
  @Requires('mailbox.manage')
  @Render('pages/mailboxes/edit')
  new() {
    return this.formPage(null, emptyForm(mailboxFormValues(null, localDate(this.clock.now(), this.config.timeZone))));
  }

  @Post()
  @Requires('mailbox.manage')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await this.save(actor, null, body, reply);
  }

  @Get(':id')
  @Requires('mailbox.manage')
  @Render('pages/mailboxes/edit')
  async edit(@Param('id', ParseIntPipe) id: number) {
    const mailbox = await this.find(id);
    return this.formPage(mailbox, emptyForm(mailboxFormValues(mailbox, '')));
  }

  @Post(':id')
  @Requires('mailbox.manage')
  async update(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.save(actor, await this.find(id), body, reply);
  }

  private async save(actor: Actor, mailbox: Mailbox | null, body: unknown, reply: FastifyReply): Promise<void> {
    await answerForm(reply, {
      schema: mailboxForm,
      body,
      act: ({ settings, secrets }) =>
        this.mailboxes.save(actor, mailbox?.id ?? null, settings, secrets, this.clock.now()),
      done: () => ({ to: PATH, text: 'Ustawienia skrzynki zapisano. Zaczną działać w ciągu kilku sekund.' }),
      template: 'pages/mailboxes/edit',
      again: (form) => this.formPage(mailbox, { ...form, values: withoutSecrets(form.values) }),
    });
  }

  private async find(id: number): Promise<Mailbox> {
    return found(
      (await this.mailboxes.list()).find((mailbox) => mailbox.id === id),
      'mailbox',
    );
  }

  private formPage(mailbox: Mailbox | null, form: FormView) {
    return {
      mailbox,
      form,
      action: mailbox ? `${PATH}/${mailbox.id}` : PATH,
      queues: options('queue'),
      signIns: SIGN_IN_CHOICES,
      grants: GRANT_CHOICES,
      secretHints: Object.fromEntries(
        Object.entries(mailbox?.has ?? {}).map(([name, isStored]) => [name, isStored ? STORED : null]),
      ),
    };
  }
}
