import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../../access/actor.js';
import { mayEver } from '../../access/policy.js';
import { startOfDay } from '../../calendar/wall-time.js';
import { localDate } from '../../common/local-date.js';
import { AppConfig } from '../../config/config.js';
import type { MailAddress } from '../../mail/mime/addresses.js';
import { CHARSETS_TO_CHOOSE } from '../../mail/mime/charset-tables.js';
import { emptyForm, type FormView } from '../../rendering/forms.js';
import { label, options } from '../../rendering/labels.js';
import { listView } from '../../rendering/list-view.js';
import { messageMarks } from '../../tickets/message-marks.js';
import { isOpenToDecision } from './inbound-decisions.service.js';
import { OUTCOMES } from './inbound-email.js';
import { countInboundNeeds, inboundBalance, listInboundEmails } from './inbound-email-list.query.js';
import { visibleNumbers } from './inbound-email-page.query.js';
import { InboundEmailsService } from './inbound-emails.service.js';
import { charsetText, problemText, reasonText, signatureText, stepText } from './inbound-text.js';
import { alarmText } from './intake-alarm-text.js';
import { IntakeAlarms } from './intake-alarms.service.js';
import { troubleText } from './mailbox-trouble.js';
import { MailboxesService } from './mailboxes.service.js';

const PAGE_SIZE = 50;

/** What the address of the list may say; anything else counts as not said. */
const listQuery = z.object({
  q: z.string().max(200).optional().catch(undefined),
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  mailbox: z
    .union([z.literal('smtp'), z.coerce.number().int().positive()])
    .optional()
    .catch(undefined),
  reason: z.string().max(60).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
});

/** Puts together what the pages of inbound e-mail show. */
@Injectable()
export class InboundEmailsPage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly emails: InboundEmailsService,
    private readonly mailboxes: MailboxesService,
    private readonly alarms: IntakeAlarms,
  ) {}

  async list(actor: Actor, raw: Record<string, unknown>, now: Date) {
    const { cursor, ...filter } = listQuery.parse(raw);
    const tx = this.db.manager;
    const rows = await listInboundEmails(tx, actor, filter, { cursor, limit: PAGE_SIZE + 1 });
    const needs = await countInboundNeeds(tx);
    const mailboxes = await this.mailboxes.list();
    const shown = rows.slice(0, PAGE_SIZE);
    return {
      emails: shown.map(({ reason, ...email }) => ({
        ...email,
        reason: reasonText(reason),
        sender: email.fromName ?? email.fromEmail ?? email.envelopeFrom,
        address: email.fromName ? email.fromEmail : null,
      })),
      tabs: tabsOf(filter.outcome, needs),
      canRetry: filter.outcome === 'quarantined' && needs.quarantined > 0 && mayEver(actor, 'inbound-email.decide'),
      balance: await this.balance(now),
      alarms: (await this.alarms.current(now)).map(alarmText),
      mailboxes: mailboxes.map(({ name, enabled, lastPolledAt, lastError, lastTrouble }) => ({
        name,
        enabled,
        lastPolledAt,
        trouble: lastError === null ? null : troubleText(lastTrouble, lastError),
      })),
      list: listView({
        path: '/inbound-emails',
        query: raw,
        columns: COLUMNS,
        filters: [
          { name: 'q', label: 'Szukaj', kind: 'search' },
          { name: 'outcome', label: 'Wynik', kind: 'select', any: 'Wszystkie', options: options('inboundOutcome') },
          {
            name: 'mailbox',
            label: 'Skrzynka',
            kind: 'select',
            options: [
              { value: 'smtp', label: 'SMTP' },
              ...mailboxes.map(({ id, name }) => ({ value: String(id), label: name })),
            ],
          },
        ],
        count: shown.length,
        nextCursor: rows.length > PAGE_SIZE ? shown.at(-1)!.cursor : null,
      }),
    };
  }

  /** @param refused the form for appending, when it was refused */
  async one(actor: Actor, id: number, refused?: FormView) {
    const email = await this.emails.find(actor, id);
    const mail = await this.emails.read(email);
    const trace = email.trace ?? [];
    const ids = trace
      .flatMap(({ detail = {} }) => [detail['ticketId'], detail['followsId'], detail['suggestedId']])
      .filter((value) => typeof value === 'number');
    const numbers = await visibleNumbers(this.db.manager, actor, ids);
    const suggested = trace.map(({ detail }) => detail?.['suggestedId']).find((value) => typeof value === 'number');
    const decides = mayEver(actor, 'inbound-email.decide');
    const isOpen = isOpenToDecision(email.outcome);
    return {
      email: {
        ...email,
        reason: reasonText(email.reason),
        where: email.mailboxName ?? label('inboundChannel', email.channel),
      },
      title: mail.subject || '(brak tematu)',
      mail: {
        from: mail.from.map(personView),
        replyTo: mail.replyTo.map(personView),
        to: mail.to.map(personView),
        cc: mail.cc.map(personView),
        date: mail.date,
        messageId: mail.messageId,
        text: mail.text,
        forwardedFrom: mail.forwardedFrom,
        blockedImages: mail.blockedImages,
        problems: mail.problems.map(problemText),
        marks: messageMarks({
          signed: mail.signature?.state ?? 'none',
          signer: mail.signature?.signer ?? null,
          encrypted: mail.encrypted,
          forwardedFrom: null,
        }),
        signatureDoubt: mail.signature?.reason ? signatureText(mail.signature) : null,
        headers: mail.headers,
      },
      envelope: {
        from: email.envelopeFrom ? addressView(email.envelopeFrom) : null,
        isNull: email.envelopeFrom === '',
        to: email.envelopeTo.map(addressView),
      },
      htmlHref: mail.html ? `/inbound-emails/${id}/html` : null,
      attachments: mail.attachments.map(({ filename, content }, position) => ({
        filename,
        sizeBytes: content.length,
        href: `/inbound-emails/${id}/attachments/${position}`,
      })),
      steps: trace.map((step) => stepText(step, numbers)),
      attempts: email.attemptLog.map((attempt) => ({ ...attempt, reason: reasonText(attempt.reason) })),
      bounce: email.bounce,
      charset: {
        chosen: email.charset ? charsetText(email.charset) : null,
        canChoose: decides,
        form: emptyForm({ charset: email.charset ?? '' }),
        options: CHARSET_OPTIONS,
      },
      canDecide: decides && isOpen,
      canRetry: decides && email.outcome !== 'waiting',
      isDerivedOnly: email.outcome === 'created' || email.outcome === 'appended',
      appendForm: refused ?? emptyForm({ number: numbers.get(suggested ?? 0) ?? '' }),
    };
  }

  /** Today's: every e-mail received has one outcome, so the counts add up. */
  private async balance(now: Date) {
    const { timeZone } = this.config;
    const counts = new Map(
      (await inboundBalance(this.db.manager, startOfDay(localDate(now, timeZone), timeZone))).map(
        ({ outcome, count }) => [outcome, count],
      ),
    );
    return {
      received: [...counts.values()].reduce((sum, count) => sum + count, 0),
      parts: OUTCOMES.map((outcome) => ({ outcome, count: counts.get(outcome) ?? 0 })).filter(({ count }) => count > 0),
    };
  }
}

/** As people know them; the value is the table's name. */
const CHARSET_OPTIONS = CHARSETS_TO_CHOOSE.map((value) => ({ value, label: charsetText(value) }));

const COLUMNS = [
  { id: 'subject', label: 'Wiadomość' },
  { id: 'outcome', label: 'Wynik' },
  { id: 'ticket', label: 'Zgłoszenie', class: 'cell-fit' },
  { id: 'mailbox', label: 'Skrzynka' },
  { id: 'received', label: 'Odebrano', class: 'cell-fit' },
];

function tabsOf(outcome: string | undefined, needs: { waiting: number; review: number; quarantined: number }) {
  const tab = (text: string, value: string | undefined, count: number | null) => ({
    label: text,
    href: value ? `/inbound-emails?outcome=${value}` : '/inbound-emails',
    count,
    current: outcome === value,
  });
  return [
    tab('Wszystkie', undefined, null),
    tab('Do decyzji', 'review', needs.review),
    tab('Kwarantanna', 'quarantined', needs.quarantined),
    tab('Oczekujące', 'waiting', needs.waiting),
    tab('Zwroty', 'bounce', null),
  ];
}

/** In two halves, so that a narrow column breaks it at the `@`. */
function addressView(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf('@');
  return { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** The address first: the name is only what the sender claims. */
function personView({ address, name }: MailAddress): { local: string; domain: string; name: string } {
  return { ...addressView(address), name };
}
