import { sha256 } from '../blobs/blobs.service.js';
import { localDate } from '../common/local-date.js';
import { decideInbound, type InboundFacts } from '../intake/email/decide-inbound.js';
import { isAutomatic } from '../intake/email/inbound-email-work.js';
import { senderOf } from '../intake/sender-of.js';
import { authenticationResults, senderVerdict } from '../mail/authentication-results.js';
import { readEmail, type ReadEmail } from '../mail/read-email.js';
import { spamVerdict } from '../mail/spam-verdict.js';
import { SAMPLE_MAIL_SERVER } from './demo-settings.js';
import type { SampleCases } from './sample-cases.js';
import { HELPDESK, lines, rawEmail, type ReceivedMail } from './sample-mail.js';
import type { Happening, SampleParts } from './sample-parts.js';
import type { SamplePerson } from './sample-people.js';
import { TEXTS } from './sample-texts.js';
import type { SampleTicket } from './sample-tickets.js';

const MAILER = { name: 'Mail Delivery System', email: 'mailer-daemon@poczta.urzad.example' };

/** E-mails that did not become tickets. They are read and decided about by the rules of the program itself. */
export class SampleInbox {
  constructor(private readonly office: SampleParts) {}

  /** Filed, never answered. */
  absenceNotice(at: Date): void {
    const { random, people } = this.office;
    const from = random.pick(people.employees);
    const messageId = `<auto.${random.between(1_000_000, 9_999_999)}@poczta.urzad.example>`;
    const subject = 'Odpowiedź automatyczna: Zgłoszenie rozwiązane';
    const body = 'Przebywam na urlopie. W sprawach pilnych proszę o kontakt z sekretariatem.';
    this.office.mail.received(
      rawEmail({ from, messageId, at, subject, body, headers: ['Auto-Submitted: auto-replied'] }),
      {
        messageId,
        from,
        subject,
        at,
        outcome: 'ignored',
        reason: 'auto-reply',
        trace: [{ check: 'automatic', result: 'auto-reply', detail: { evidence: 'Auto-Submitted: auto-replied' } }],
        automatic: true,
      },
    );
  }

  /** One of every outcome. */
  lastHours(cases: SampleCases): Happening[] {
    const { people, anchor } = this.office;
    const ago = (minutes: number) => new Date(+anchor - minutes * 60_000);
    const employee = people.byEmail('pracownik@urzad.example');
    const at = (minutes: number, run: (at: Date) => void): Happening => ({
      at: ago(minutes),
      run: () => run(ago(minutes)),
    });
    return [
      at(185, (received) => this.stranger(received, { name: 'Szkoła Pokazowa nr 1', email: 'sekretariat@szkola.example' }, 'Brak dostępu do systemu naboru', 'Dzień dobry,\nod rana nie możemy zalogować się do systemu naboru prowadzonego przez urząd.')),
      at(122, (received) => this.stranger(received, { name: 'Zakład Przykładowy', email: 'biuro@zaklad.example' }, 'Oferta serwisu drukarek', 'Dzień dobry,\nprzedstawiamy ofertę serwisu drukarek.')),
      at(110, (received) => this.newsletter(received)),
      at(96, (received) => this.forged(received, people.byEmail('sekretarz@urzad.example'))),
      at(83, (received) => this.stranger(received, { name: 'Hurtownia Tonerów', email: 'promocja@tonery.example' }, 'TONERY -70% TYLKO DZIŚ', 'Ostatnia szansa! Kliknij, aby odebrać rabat.', ['X-Spam-Flag: YES'])),
      at(68, (received) => this.receipt(received, employee)),
      at(57, (received) => this.tooLarge(received, people.employees.find(({ unitSymbol }) => unitSymbol === 'WGK')!)),
      at(41, (received) => this.twice(received, cases)),
      ...this.returned(cases, ago(14)),
    ]; // prettier-ignore
  }

  private stranger(
    at: Date,
    from: { name: string; email: string },
    subject: string,
    body: string,
    headers: string[] = [],
  ): void {
    const messageId = `<${at.getTime()}@${from.email.split('@')[1]}>`;
    this.decide(rawEmail({ from, messageId, at, subject, body, headers }), at, from.email);
  }

  /** In the name of a colleague, from elsewhere. */
  private forged(at: Date, from: SamplePerson): void {
    const subject = 'Pilne: proszę o zmianę numeru rachunku';
    const body = `Proszę dziś zmienić numer rachunku do wypłat na podany w załączniku.\n\n${from.name}`;
    const headers = [`Authentication-Results: ${SAMPLE_MAIL_SERVER}; spf=softfail; dkim=none; dmarc=fail`];
    const messageId = `<${at.getTime()}@zagranica.example>`;
    this.decide(rawEmail({ from, messageId, at, subject, body, headers }), at, from.email);
  }

  private newsletter(at: Date): void {
    const from = { name: 'Biuletyn Branżowy', email: 'biuletyn@wydawca.example' };
    const headers = ['Precedence: bulk', 'List-Unsubscribe: <https://wydawca.example/wypisz>'];
    const body = 'W numerze: bezpieczeństwo poczty w urzędzie, nowe stawki VAT na sprzęt.';
    const subject = 'Informatyka w administracji – nowy numer';
    this.decide(
      rawEmail({ from, messageId: `<biuletyn.${at.getTime()}@wydawca.example>`, at, subject, body, headers }),
      at,
      from.email,
    );
  }

  private receipt(at: Date, from: SamplePerson): void {
    const subject = 'Przeczytano: [Pomoc IT] Zgłoszenie rozwiązane';
    const body = 'Wiadomość została wyświetlona na komputerze odbiorcy.';
    this.decide(
      rawEmail({ from, messageId: `<potwierdzenie.${at.getTime()}@poczta.urzad.example>`, at, subject, body }),
      at,
      from.email,
    );
  }

  /** From a mailbox that was read by IMAP: only its header was fetched. */
  private tooLarge(at: Date, from: SamplePerson): void {
    const mailboxId = this.office.tables.add('mailbox', {
      name: 'Dawna skrzynka pomocy',
      address: 'pomoc@urzad.example',
      host: 'poczta.urzad.example',
      port: 993,
      secure: true,
      username: 'pomoc',
      password_encrypted: '',
      enabled: false,
      last_polled_at: iso(at),
    });
    const messageId = `<mapy.${at.getTime()}@poczta.urzad.example>`;
    const raw = rawEmail({ from, messageId, at, subject: 'Skany map do druku wielkoformatowego', body: '' });
    this.decide(raw, at, null, { isWhole: false }, { tooLarge: { mailboxId, sizeBytes: 44_120_331 } });
  }

  /** The same e-mail delivered a second time. */
  private twice(at: Date, cases: SampleCases): void {
    const { tables, people, mail } = this.office;
    const requester = people.employees.find(({ unitSymbol }) => unitSymbol === 'USC')!;
    const text = TEXTS.PRINTING[3]!;
    const ticket = cases.ticket(at, 'PRINTING', text, { channel: 'EMAIL', requester });
    const first = tables.of('inbound_email').at(-1)!;
    const raw = mail.content(String(first.sha256));
    first.fingerprint = readEmail(raw, requester.email, String(first.sha256)).fingerprint;
    tables.of('ticket_message').at(-1)!.fingerprint = first.fingerprint;
    const duplicateOf = { inboundEmailId: Number(first.id), ticketId: ticket.id };
    this.decide(raw, new Date(+at + 40_000), requester.email, { duplicateOf });
  }

  /** Our answer came back: the trainee who asked has left, and with her the mailbox. */
  private returned(cases: SampleCases, at: Date): Happening[] {
    const { tables, people, messages, tickets, time, anchor, timeZone } = this.office;
    const asked = time.daysBefore(anchor, 3, 540);
    const [requester, technician] = [people.trainee, people.technicians[0]!];
    let ticket: SampleTicket;
    const ask = () => {
      const text = TEXTS.INSTRUCTION[1]!;
      ticket = cases.ticket(asked, 'INSTRUCTION', text, { channel: 'EMAIL', requester, technician });
      cases.taken(ticket, time.daysBefore(anchor, 3, 600));
      tables.patch('person', requester.id, { closed_on: localDate(time.daysBefore(anchor, 1, 720), timeZone) });
    };
    const answer = () => {
      tickets.reply(ticket, `informujemy, że ${ticket.answer}`, at);
      const notificationId = tables.of('notification').length;
      const messageId = `<zg-n${notificationId}.pokaz@urzad.example>`;
      const reason = 'bounced: 5.1.1';
      tables.patch('notification', notificationId, { state: 'bounced', reason, message_id: messageId });
      tables.put('suppressed_address', { email: requester.email, since: iso(at), reason });
      const about = { notificationId, ticketId: ticket.id };
      const report = deliveryReport(ticket, messageId, at);
      const emailId = this.decide(report, at, '', { bounce: { isFailure: true, isFromServer: true, about } });
      const eventId = tables.add('event', {
        subject_type: 'inbound_email',
        subject_id: emailId,
        ticket_id: ticket.id,
        at: iso(at),
        type: 'inbound-email.bounced',
        payload: { notificationId },
      });
      messages.notify(ticket, eventId, 'technician-undelivered', at, technician);
    };
    return [
      { at: asked, run: ask },
      { at, run: answer },
    ];
  }

  /** @param facts what the raw message alone does not tell. @returns the e-mail's id */
  private decide(
    raw: Buffer,
    at: Date,
    envelopeFrom: string | null,
    facts: Partial<InboundFacts> = {},
    more: Pick<ReceivedMail, 'tooLarge'> = {},
  ): number {
    const email = readEmail(raw, envelopeFrom, sha256(raw));
    const sender = senderOf(email, envelopeFrom);
    const { decision, trace } = decideInbound({
      receivedAt: at,
      isWhole: true,
      sender: {
        address: sender?.address ?? null,
        isInternal: sender?.address.endsWith('@urzad.example') ?? false,
        isOurselves: false,
      },
      authenticity: authenticityOf(email),
      spam: spamVerdict(email.headers),
      automatic: isAutomatic(email) ? email.automatic : null,
      bounce: null,
      duplicateOf: null,
      candidates: [],
      externalSenders: 'review',
      flood: null,
      ...facts,
    });
    return this.office.mail.received(raw, {
      messageId: email.messageId,
      from: { name: sender?.name ?? '', email: sender?.address ?? '' },
      subject: email.subject,
      at,
      outcome: decision.outcome,
      reason: decision.reason,
      trace,
      ticketId: 'ticketId' in decision ? decision.ticketId : null,
      duplicateOf: decision.outcome === 'duplicate' ? decision.ofId : null,
      automatic: isAutomatic(email),
      bounce: email.bounce,
      fingerprint: email.fingerprint,
      ...more,
    });
  }
}

function authenticityOf({ headers }: ReadEmail): InboundFacts['authenticity'] {
  const results = authenticationResults(headers, SAMPLE_MAIL_SERVER);
  return results && { verdict: senderVerdict(results), ...results };
}

/** What a mail server writes when nobody has that address. Source: RFC 3464. */
function deliveryReport({ requester, number }: SampleTicket, messageId: string, at: Date): Buffer {
  const boundary = '=_raport';
  const date = at.toUTCString().replace('GMT', '+0000');
  const part = (type: string) => [`--${boundary}`, `Content-Type: ${type}`, ''];
  return lines([
    'Return-Path: <>',
    `From: ${MAILER.name} <${MAILER.email}>`,
    `To: ${HELPDESK}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${date}`,
    `Message-ID: <raport.${at.getTime()}@poczta.urzad.example>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    ...part('text/plain; charset=us-ascii'),
    'This is the mail system at host poczta.urzad.example.',
    '',
    `<${requester.email}>: 550 5.1.1 User unknown (in reply to RCPT TO command)`,
    '',
    ...part('message/delivery-status'),
    'Reporting-MTA: dns; poczta.urzad.example',
    `Arrival-Date: ${date}`,
    '',
    `Final-Recipient: rfc822; ${requester.email}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
    '',
    ...part('text/rfc822-headers'),
    `From: ${HELPDESK}`,
    `To: ${requester.email}`,
    `Subject: [${number}]`,
    `Message-ID: ${messageId}`,
    '',
    `--${boundary}--`,
  ]);
}

function iso(at: Date): string {
  return at.toISOString();
}
