import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { TriageModule } from '../triage/triage.module.js';
import { AssetHints } from './asset-hints.js';
import { DueInboundEmailsSweeper } from './email/due-inbound-emails.sweeper.js';
import { FilledFormService } from './filled-form.service.js';
import { ImapIntakeService } from './email/imap-intake.service.js';
import { InboundDecisionsService } from './email/inbound-decisions.service.js';
import { InboundEmailsController } from './email/inbound-emails.controller.js';
import { InboundEmailsPage } from './email/inbound-emails.page.js';
import { InboundEmailsService } from './email/inbound-emails.service.js';
import { MessageContentController } from './email/message-content.controller.js';
import { InboundDecider } from './email/inbound-decider.js';
import { IntakeAlarms } from './email/intake-alarms.service.js';
import { IntakeBalanceController } from './email/intake-balance.controller.js';
import { IntakeBalance } from './email/intake-balance.service.js';
import { IntakeService } from './email/intake.service.js';
import { MailboxLocks } from './email/mailbox-locks.js';
import { MailboxesController } from './email/mailboxes.controller.js';
import { ConfiguredMailbox } from './email/configured-mailbox.service.js';
import { MailboxTokens } from './email/mailbox-tokens.service.js';
import { MailboxesService } from './email/mailboxes.service.js';
import { MyTicketsController } from './my-tickets.controller.js';
import { OutcomeApplier } from './email/outcome-applier.js';
import { PhoneEntryController } from './phone-entry.controller.js';
import { PhoneEntryService } from './phone-entry.service.js';
import { ProcessInboundEmailsProcessor } from './email/process-inbound-emails.processor.js';
import { ReceiveService } from './email/receive.service.js';
import { RequestFormController } from './request-form.controller.js';
import { RequestFormPage } from './request-form.page.js';
import { RequestFormService } from './request-form.service.js';
import { RequestRegistration } from './request-registration.service.js';
import { SmtpIntakeService } from './email/smtp-intake.service.js';

/** From bytes on the wire to one visible outcome. Listeners run in processes with the role intake, work in those with jobs. */
@Module({
  imports: [CalendarModule, TicketsModule, TriageModule],
  controllers: [
    InboundEmailsController,
    IntakeBalanceController,
    MessageContentController,
    MailboxesController,
    RequestFormController,
    PhoneEntryController,
    MyTicketsController,
  ],
  providers: [
    ReceiveService,
    InboundDecider,
    OutcomeApplier,
    IntakeService,
    ProcessInboundEmailsProcessor,
    DueInboundEmailsSweeper,
    SmtpIntakeService,
    MailboxTokens,
    ConfiguredMailbox,
    MailboxesService,
    MailboxLocks,
    ImapIntakeService,
    InboundEmailsService,
    InboundDecisionsService,
    InboundEmailsPage,
    IntakeBalance,
    IntakeAlarms,
    RequestRegistration,
    FilledFormService,
    RequestFormService,
    RequestFormPage,
    PhoneEntryService,
    AssetHints,
  ],
  exports: [
    IntakeAlarms,
    IntakeBalance,
    ReceiveService,
    IntakeService,
    InboundEmailsService,
    InboundDecisionsService,
    MailboxesService,
    SmtpIntakeService,
    RequestRegistration,
  ],
})
export class IntakeModule {}
