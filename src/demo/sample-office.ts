import { WorkingCalendar, type WorkingSchedule } from '../calendar/working-calendar.js';
import { localDate, localYear } from '../common/local-date.js';
import type { Category } from '../tickets/ticket-codes.js';
import { Random } from './random.js';
import { outagesOf, type SampleOutage } from './sample-outages.js';
import { type SamplePeople, samplePeople, type SamplePerson } from './sample-people.js';
import { SamplePurchases } from './sample-purchases.js';
import { type ComputerDelivery, type SampleAsset, SampleRegister } from './sample-register.js';
import { SampleRepairs } from './sample-repairs.js';
import { SampleTables } from './sample-tables.js';
import { CATEGORY_WEIGHTS, OUTAGE_TEXT, type SampleText, TEXTS } from './sample-texts.js';
import { inLieuDays, workingDayNear } from './sample-days-off.js';
import { rawEmail, SampleMail } from './sample-mail.js';
import { type SampleTicket, SampleTickets } from './sample-tickets.js';
import { SampleTime } from './sample-time.js';

/** Load of a full year. Source: domain guide section 12. */
const PER_YEAR = { tickets: 3000, repairs: 92, countedRepairs: 85, accessoryRequests: 51 };
const DAY_MS = 86_400_000;

export interface SampleOptions {
  seed: number;
  /** The office as it stands at this moment; two full years before it and the current one. */
  anchor: Date;
  timeZone: string;
  schedules: readonly WorkingSchedule[];
  /** Of the demo's one password. */
  passwordHash: string;
}

/**
 * The sample office, all invented: a function of its options, so that the same seed and anchor give the same office to the last
 * letter. Rows only; nothing is written.
 */
export function sampleOffice(options: SampleOptions): SampleTables {
  return new SampleOffice(options).build();
}

class SampleOffice {
  private readonly tables = new SampleTables();
  private readonly random: Random;
  private readonly calendar: WorkingCalendar;
  private readonly time: SampleTime;
  private readonly people: SamplePeople;
  private readonly register: SampleRegister;
  private readonly mail: SampleMail;
  private readonly tickets: SampleTickets;
  private readonly repairs: SampleRepairs;
  private readonly purchases: SamplePurchases;
  private readonly years: number[];

  constructor(private readonly options: SampleOptions) {
    const { timeZone, schedules, anchor } = options;
    this.random = new Random(options.seed);
    const year = localYear(anchor, timeZone);
    this.years = [year - 2, year - 1, year];
    const exceptions = this.years.flatMap((each) => inLieuDays(each, timeZone, schedules));
    this.calendar = new WorkingCalendar({ timeZone, schedules, exceptions });
    for (const { day, kind, reason } of exceptions) this.tables.put('calendar_exception', { day, kind, reason });
    this.time = new SampleTime(this.calendar, this.random);
    this.people = samplePeople(this.tables, this.random, options.passwordHash, anchor.toISOString());
    this.register = new SampleRegister(this.tables, this.random, this.people, timeZone);
    this.mail = new SampleMail(this.tables);
    this.tickets = new SampleTickets(this.tables, this.random, this.people, this.calendar, this.mail);
    this.repairs = new SampleRepairs(this.tables, this.random, this.people, timeZone);
    this.purchases = new SamplePurchases(this.tables, this.random, this.people, timeZone);
  }

  build(): SampleTables {
    this.register.begin(this.years[0]!);
    for (const year of this.years) this.buildYear(year);
    this.lastDays();
    this.tables.orderEvents();
    return this.tables;
  }

  /** Everything that comes in during a year, in the order of time. */
  private buildYear(year: number): void {
    const { anchor } = this.options;
    this.purchases.openBudget(year);
    const arrivals = this.time.arrivals(year, PER_YEAR.tickets, anchor);
    const share = arrivals.length / PER_YEAR.tickets;
    const order = this.random.shuffled(arrivals.map((_, index) => index));
    const repairs = new Set(order.slice(0, Math.round(PER_YEAR.repairs * share)));
    const counted = new Set([...repairs].slice(0, Math.round(PER_YEAR.countedRepairs * share)));
    const wishes = new Set(order.slice(repairs.size, repairs.size + Math.round(PER_YEAR.accessoryRequests * share)));
    const work: { at: Date; run: () => void }[] = arrivals.map((at, index) => ({
      at,
      run: () => {
        if (repairs.has(index)) this.repairTicket(at, counted.has(index));
        else if (wishes.has(index)) this.purchaseTicket(at);
        else this.plainTicket(at);
      },
    }));
    for (const planned of this.register.deliveriesOf(year, localDate(anchor, this.options.timeZone))) {
      const delivery = { ...planned, acceptedOn: workingDayNear(planned.acceptedOn, -1, this.calendar) };
      const asked = new Date(+new Date(`${delivery.acceptedOn}T12:00:00Z`) - 45 * DAY_MS).toISOString().slice(0, 10);
      const at = this.time.at(workingDayNear(asked, -1, this.calendar), 500 + delivery.pieces);
      work.push({ at, run: () => this.delivery(delivery, at) });
    }
    for (const outage of outagesOf(year, this.time).filter(({ endedAt }) =>
      this.before(new Date(+endedAt + 3 * DAY_MS)),
    ))
      work.push({ at: outage.startedAt, run: () => this.outage(outage) });
    for (const at of this.time.arrivals(year, 80, anchor)) work.push({ at, run: () => this.automaticMail(at) });
    for (const { run } of work.sort((a, b) => +a.at - +b.at)) run();
  }

  private plainTicket(at: Date): void {
    const category = this.random.weighted({ ...CATEGORY_WEIGHTS, PURCHASE: 0 });
    const texts = TEXTS[category as Exclude<Category, 'OTHER'>].filter(({ result }) => result !== 'REPAIR');
    const ticket = this.newTicket(at, category, this.random.pick(texts));
    const assigned = this.time.later(at, 5, 150);
    if (!this.before(assigned)) return;
    if (this.random.chance(0.015))
      return this.tickets.reject(ticket, 'Sprawa nie dotyczy sprzętu ani systemów urzędu.', assigned);
    this.tickets.assign(ticket, assigned);
    const begun = this.time.later(assigned, 5, 200);
    if (!this.before(begun)) return;
    if (this.random.chance(0.02)) return this.tickets.withdraw(ticket, begun);
    this.tickets.begin(ticket, begun);
    this.finish(ticket, this.time.later(begun, 20, this.random.chance(0.18) ? 5000 : 420));
  }

  private repairTicket(at: Date, isCounted: boolean): void {
    const category = this.random.weighted({ HARDWARE: 6, PRINTING: 3, PROGRAMS: 1 });
    const text = this.random.pick(TEXTS[category].filter(({ result }) => result === 'REPAIR'));
    const ticket = this.newTicket(at, category, text);
    const asset = ticket.asset!;
    const assigned = this.time.later(at, 5, 150);
    if (!this.before(assigned)) return;
    this.tickets.assign(ticket, assigned);
    const drafted = this.time.later(assigned, 60, 500);
    if (!this.before(drafted)) return;
    this.tickets.begin(ticket, drafted);
    const submitted = this.time.later(drafted, 60, 1400);
    const approved = this.time.later(submitted, 60, 900);
    const state = this.before(approved) ? 'APPROVED' : this.before(submitted) ? 'SUBMITTED' : 'DRAFT';
    this.repairs.protocol(this.tickets, ticket, asset, { drafted, submitted, approved }, { isCounted, state });
    if (state === 'APPROVED') this.finish(ticket, this.time.later(approved, 5, 60));
    else if (state === 'DRAFT') this.tickets.wait(ticket, 'WAITING_PARTS', this.time.later(drafted, 5, 10));
  }

  private purchaseTicket(at: Date): void {
    const ticket = this.newTicket(at, 'PURCHASE', this.random.pick(TEXTS.PURCHASE));
    const assigned = this.time.later(at, 5, 150);
    if (!this.before(assigned)) return;
    this.tickets.assign(ticket, assigned);
    const submitted = this.time.later(assigned, 30, 400);
    if (!this.before(submitted)) return;
    const approvals = Math.min(5, Math.floor((+this.options.anchor - +submitted) / DAY_MS));
    const isRejected = this.random.chance(0.05) && approvals >= 3;
    const acceptedOn = this.calendar.addWorkingDays(submitted, this.random.between(9, 25));
    const isDelivered = !isRejected && acceptedOn !== null && this.before(acceptedOn);
    this.tickets.begin(ticket, submitted);
    this.purchases.request(this.tickets, {
      ticket,
      requester: ticket.requester,
      ...this.purchases.accessory(),
      at: submitted,
      approvals: isRejected ? 3 : approvals,
      ...(isRejected ? { end: 'REJECTED' as const } : {}),
      ...(isDelivered ? { acceptedOn: localDate(acceptedOn, this.options.timeZone) } : {}),
    });
    if (isDelivered) this.finish(ticket, this.time.later(acceptedOn, 5, 120));
    else if (isRejected) this.finish(ticket, this.time.later(new Date(+submitted + 5 * DAY_MS), 5, 120));
    else this.tickets.wait(ticket, 'WAITING_PURCHASE', this.time.later(submitted, 1, 5));
  }

  /** Computers for the office: WO asks, they come in one delivery, old ones leave the register. */
  private delivery(delivery: ComputerDelivery, at: Date): void {
    const requester = this.people.technicians[3]!;
    const { subject, line } = this.purchases.requestOf(delivery);
    const text: SampleText = {
      subject,
      body: `Zgodnie z planem wymiany sprzętu proszę o uruchomienie zakupu: ${line.description}, ${line.quantity} szt.`,
      result: 'PURCHASE',
      answer: 'sprzęt został odebrany i wydany.',
    };
    const ticket = this.tickets.register({
      at,
      channel: 'EMAIL',
      requester,
      category: 'PURCHASE',
      text,
      asset: null,
      technician: this.people.technicians[2]!,
    });
    const assigned = this.time.later(at, 5, 60);
    this.tickets.assign(ticket, assigned);
    this.tickets.begin(ticket, assigned);
    this.tickets.wait(ticket, 'WAITING_PURCHASE', assigned);
    const { acceptanceItemId } = this.purchases.request(this.tickets, {
      ticket,
      requester,
      subject,
      line,
      at: assigned,
      approvals: 5,
      acceptedOn: delivery.acceptedOn,
    });
    this.register.renew(delivery, acceptanceItemId!);
    this.finish(ticket, this.time.at(delivery.acceptedOn, 780));
  }

  private outage(outage: SampleOutage): void {
    const server = this.random.pick(this.register.servers.slice(0, 7));
    const hasTicket = outage.cause === 'SERVER_FAILURE';
    const at = new Date(+outage.startedAt + 5 * 60_000);
    const text = { ...OUTAGE_TEXT, body: OUTAGE_TEXT.body.replace('{system}', server.system) };
    const ticket = hasTicket ? this.newTicket(at, 'NETWORK', text, server) : null;
    const id = this.repairs.outage(ticket, server, outage, outage);
    if (!ticket) return;
    this.tickets.assign(ticket, new Date(+at + 5 * 60_000));
    this.tickets.begin(ticket, new Date(+at + 6 * 60_000));
    this.tickets.link(ticket, 'OUTAGE', id, true);
    const drafted = this.time.later(outage.endedAt, 10, 60);
    const submitted = this.time.later(drafted, 30, 200);
    const approved = this.time.later(submitted, 30, 300);
    const protocolId = this.repairs.protocol(
      this.tickets,
      ticket,
      server,
      { drafted, submitted, approved },
      {
        isCounted: true,
        state: 'APPROVED',
        outage: { id, startedAt: outage.startedAt, endedAt: outage.endedAt, system: server.system },
      },
    );
    this.tables.patch('outage', id, { protocol_id: protocolId });
    this.finish(ticket, this.time.later(approved, 5, 30));
  }

  /** Answered, resolved, and closed by a word of thanks or by time. */
  private finish(ticket: SampleTicket, at: Date): void {
    if (!this.before(at)) {
      if (this.random.chance(0.3)) this.askBefore(ticket);
      return;
    }
    this.tickets.reply(ticket, `informujemy, że ${ticket.text.answer}`, at);
    this.tickets.resolve(ticket, at);
    const byRequester = this.random.chance(0.3);
    const closed = byRequester ? this.time.later(at, 60, 1000) : new Date(+at + 14 * DAY_MS);
    if (this.before(closed)) this.tickets.close(ticket, closed, byRequester ? 'requester' : 'timer');
  }

  private askBefore(ticket: SampleTicket): void {
    const at = new Date(+this.options.anchor - this.random.between(1, 20) * 3_600_000);
    const last = new Date(String(this.tables.of('ticket')[ticket.id - 1]!.updated_at));
    if (last < at)
      this.tickets.ask(ticket, 'w celu realizacji zgłoszenia prosimy o podanie numeru inwentarzowego urządzenia.', at);
  }

  private newTicket(at: Date, category: Category, text: SampleText, server: SampleAsset | null = null): SampleTicket {
    const requester = this.random.pick(this.people.employees);
    return this.tickets.register({
      at,
      channel: this.random.weighted({ EMAIL: 70, FORM: 24, PHONE: 6 }),
      requester,
      category,
      text,
      asset: server ?? this.assetOf(requester, text, at),
      technician: this.random.pick(this.people.technicians),
    });
  }

  private assetOf(requester: SamplePerson, { kinds }: SampleText, at: Date): SampleAsset | null {
    if (!kinds) return null;
    const day = localDate(at, this.options.timeZone);
    const candidates = this.register.inRegister(day).filter(({ kind }) => kinds.includes(kind));
    const own = candidates.filter(({ unitId }) => unitId === requester.unitId);
    return this.random.pick(own.length > 0 ? own : candidates);
  }

  /** Absence notices: filed, never answered. */
  private automaticMail(at: Date): void {
    const person = this.random.pick(this.people.employees);
    const subject = 'Odpowiedź automatyczna: Zgłoszenie rozwiązane';
    const messageId = `<auto.${this.random.between(1_000_000, 9_999_999)}@poczta.urzad.example>`;
    const raw = rawEmail({
      from: person,
      messageId,
      at,
      subject,
      body: 'Przebywam na urlopie. W sprawach pilnych proszę o kontakt z sekretariatem.',
      headers: ['Auto-Submitted: auto-replied'],
    });
    this.mail.received(raw, {
      messageId,
      from: person,
      subject,
      at,
      outcome: 'ignored',
      reason: 'auto-reply',
      automatic: true,
    });
  }

  /** What only the last days have: strangers waiting for a decision. */
  private lastDays(): void {
    const strangers = [
      { name: 'Zakład Przykładowy', email: 'biuro@zaklad.example', subject: 'Oferta serwisu drukarek', body: 'Dzień dobry,\nprzedstawiamy ofertę serwisu drukarek.' },
      { name: 'Szkoła Pokazowa nr 1', email: 'sekretariat@szkola.example', subject: 'Brak dostępu do systemu naboru', body: 'Dzień dobry,\nod rana nie możemy zalogować się do systemu naboru prowadzonego przez urząd.' },
    ]; // prettier-ignore
    for (const [index, { name, email, subject, body }] of strangers.entries()) {
      const at = new Date(+this.options.anchor - (index + 2) * 3_600_000);
      const messageId = `<${index + 1}.${at.getTime()}@${email.split('@')[1]}>`;
      const raw = rawEmail({ from: { name, email }, messageId, at, subject, body });
      this.mail.received(raw, {
        messageId,
        from: { name, email },
        subject,
        at,
        outcome: 'review',
        reason: 'external-sender',
      });
    }
  }

  private before(at: Date): boolean {
    return at < this.options.anchor;
  }
}
