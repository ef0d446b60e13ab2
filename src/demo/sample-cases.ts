import { localDate } from '../common/local-date.js';
import type { Category } from '../tickets/ticket-codes.js';
import type { SampleOutage } from './sample-outages.js';
import type { SampleParts } from './sample-parts.js';
import type { SamplePerson } from './sample-people.js';
import type { RequestPlan } from './sample-purchases.js';
import type { ComputerDelivery, SampleAsset } from './sample-register.js';
import { CATEGORY_WEIGHTS, OUTAGE_TEXT, type SampleText, TEXTS } from './sample-texts.js';
import type { SampleTicket, TicketPlan } from './sample-tickets.js';
import { anAccessory, usualWay, wishFor } from './sample-wishes.js';

const DAY_MS = 86_400_000;

/** How a request of each kind goes in the sample office, from the first word to the last: as far as the anchor lets it. */
export class SampleCases {
  constructor(private readonly office: SampleParts) {}

  plain(at: Date): void {
    const { random, time, tickets } = this.office;
    const category = random.weighted({ ...CATEGORY_WEIGHTS, PURCHASE: 0 });
    const texts = TEXTS[category as Exclude<Category, 'OTHER'>].filter(({ result }) => result !== 'REPAIR');
    const ticket = this.ticket(at, category, random.pick(texts));
    const assigned = time.later(at, 5, 150);
    if (!this.office.hasPassed(assigned)) return;
    if (random.chance(0.015))
      return tickets.reject(ticket, 'Sprawa nie dotyczy sprzętu ani systemów urzędu.', assigned);
    tickets.assign(ticket, assigned);
    const begun = time.later(assigned, 5, 200);
    if (!this.office.hasPassed(begun)) return;
    if (random.chance(0.02)) return tickets.withdraw(ticket, begun);
    tickets.begin(ticket, begun);
    this.finish(ticket, time.later(begun, 20, random.chance(0.18) ? 5000 : 420));
  }

  repair(at: Date, isCounted: boolean): void {
    const { random, time, tickets, repairs } = this.office;
    const category = random.weighted({ HARDWARE: 6, PRINTING: 3, PROGRAMS: 1 });
    const text = random.pick(TEXTS[category].filter(({ result }) => result === 'REPAIR'));
    const ticket = this.ticket(at, category, text);
    const assigned = time.later(at, 5, 150);
    if (!this.office.hasPassed(assigned)) return;
    tickets.assign(ticket, assigned);
    const drafted = time.later(assigned, 60, 500);
    if (!this.office.hasPassed(drafted)) return;
    tickets.begin(ticket, drafted);
    const submitted = time.later(drafted, 60, 1400);
    const approved = time.later(submitted, 60, 900);
    const ifPassed = (moment: Date) => (this.office.hasPassed(moment) ? moment : undefined);
    const plan = { drafted, submitted: ifPassed(submitted), approved: ifPassed(approved) };
    repairs.protocol(ticket, plan, { isCounted });
    if (plan.approved) this.finish(ticket, time.later(approved, 5, 60));
    else if (!plan.submitted) tickets.wait(ticket, 'WAITING_PARTS', ifPassed(time.later(drafted, 5, 10)) ?? drafted);
  }

  purchase(at: Date): void {
    const { random, time, tickets, calendar } = this.office;
    const ticket = this.ticket(at, 'PURCHASE', random.pick(TEXTS.PURCHASE));
    const assigned = time.later(at, 5, 150);
    if (!this.office.hasPassed(assigned)) return;
    tickets.assign(ticket, assigned);
    const submitted = time.later(assigned, 30, 400);
    if (!this.office.hasPassed(submitted)) return;
    tickets.begin(ticket, submitted);
    const accepted = calendar.addWorkingDays(submitted, random.between(9, 25)) ?? submitted;
    const steps = usualWay(calendar, submitted, accepted);
    const isRejected = random.chance(0.05);
    // Three approvals, and the treasurer has no money for it.
    const refusal = { ...steps[4]!, action: 'reject' as const, reason: 'Brak środków w planie na ten rok.' };
    const plan = { draftedAt: submitted, steps: isRejected ? [...steps.slice(0, 4), refusal] : steps };
    this.ask(ticket, { wish: anAccessory(random), ...plan });
  }

  /** Computers for the office: WO asks, they come in one delivery, old ones leave the register. */
  delivery(delivery: ComputerDelivery, at: Date): void {
    const { people, time, calendar, register } = this.office;
    const wish = wishFor(delivery);
    const text: SampleText = {
      subject: wish.subject,
      body: `Zgodnie z planem wymiany sprzętu proszę o uruchomienie zakupu: ${wish.description}, ${wish.quantity} szt.`,
      result: 'PURCHASE',
      answer: 'sprzęt został odebrany i wydany.',
    };
    const ticket = this.ticket(at, 'PURCHASE', text, {
      channel: 'EMAIL',
      requester: people.technicians[3]!,
      technician: people.technicians[2]!,
    });
    const assigned = time.later(at, 5, 60);
    if (!this.office.hasPassed(assigned)) return;
    this.taken(ticket, assigned);
    const accepted = time.at(delivery.acceptedOn, 660);
    const steps = usualWay(calendar, assigned, accepted);
    const acceptanceItemId = this.ask(ticket, { wish, draftedAt: assigned, steps });
    if (acceptanceItemId !== null) register.renew(delivery, acceptanceItemId);
  }

  outage(outage: SampleOutage): void {
    const { random, time, tickets, repairs, register, tables } = this.office;
    const server = random.pick(register.servers.slice(0, 7));
    const hasTicket = outage.cause === 'SERVER_FAILURE';
    const at = new Date(+outage.startedAt + 5 * 60_000);
    const text = { ...OUTAGE_TEXT, body: OUTAGE_TEXT.body.replace('{system}', server.system) };
    const ticket = hasTicket ? this.ticket(at, 'NETWORK', text, { asset: server }) : null;
    const id = repairs.outage(ticket, server, outage, outage);
    if (!ticket) return;
    tickets.assign(ticket, new Date(+at + 5 * 60_000));
    tickets.begin(ticket, new Date(+at + 6 * 60_000));
    tickets.link(ticket, 'OUTAGE', id, true);
    const drafted = time.later(outage.endedAt, 10, 60);
    const submitted = time.later(drafted, 30, 200);
    const approved = time.later(submitted, 30, 300);
    const { startedAt, endedAt } = outage;
    const protocolId = repairs.protocol(
      ticket,
      { drafted, submitted, approved },
      { isCounted: true, outage: { id, startedAt, endedAt, system: server.system } },
    );
    tables.patch('outage', id, { protocol_id: protocolId });
    this.finish(ticket, time.later(approved, 5, 30));
  }

  /** A request for a purchase that a ticket led to; the ticket waits for it and ends with it. @returns what was delivered */
  ask(ticket: SampleTicket, plan: Omit<RequestPlan, 'ticket' | 'requester'>): number | null {
    const { tickets, purchases, time } = this.office;
    const { state, acceptanceItemId } = purchases.request({ ...plan, ticket, requester: ticket.requester });
    tickets.wait(ticket, 'WAITING_PURCHASE', plan.draftedAt);
    const last = plan.steps.at(-1)?.at ?? plan.draftedAt;
    if (state === 'REJECTED') ticket.answer = 'wniosek o zakup został odrzucony, powód podano we wniosku.';
    if (state === 'COMPLETED' || state === 'REJECTED') this.finish(ticket, time.later(last, 5, 120));
    return acceptanceItemId;
  }

  /** A new ticket; chance decides what is not given. */
  ticket(at: Date, category: Category, text: SampleText, given: Partial<TicketPlan> = {}): SampleTicket {
    const { random, people, tickets } = this.office;
    const requester = given.requester ?? random.pick(people.employees);
    return tickets.register({
      at,
      channel: given.channel ?? random.weighted({ EMAIL: 70, FORM: 24, PHONE: 6 }),
      requester,
      category,
      text,
      asset: given.asset ?? this.assetOf(requester, text, at),
      technician: given.technician ?? random.pick(people.technicians),
    });
  }

  /** Assigned and begun at once. */
  taken(ticket: SampleTicket, at: Date): void {
    this.office.tickets.assign(ticket, at);
    this.office.tickets.begin(ticket, at);
  }

  /** Answered, resolved, and closed by a word of thanks or by time. */
  finish(ticket: SampleTicket, at: Date): void {
    const { random, time, tickets } = this.office;
    if (!this.office.hasPassed(at)) {
      if (random.chance(0.3)) this.askBefore(ticket);
      return;
    }
    tickets.reply(ticket, `informujemy, że ${ticket.answer}`, at);
    tickets.resolve(ticket, at);
    const byRequester = random.chance(0.3);
    const closed = byRequester ? time.later(at, 60, 1000) : new Date(+at + 14 * DAY_MS);
    if (this.office.hasPassed(closed)) tickets.close(ticket, closed, byRequester ? 'requester' : 'timer');
  }

  private askBefore(ticket: SampleTicket): void {
    const { random, tables, tickets, anchor } = this.office;
    const at = new Date(+anchor - random.between(1, 20) * 3_600_000);
    const last = new Date(String(tables.of('ticket')[ticket.id - 1]!.updated_at));
    if (ticket.status !== 'IN_PROGRESS' || last >= at) return;
    tickets.ask(ticket, 'w celu realizacji zgłoszenia prosimy o podanie numeru inwentarzowego urządzenia.', at);
  }

  private assetOf(requester: SamplePerson, { kinds }: SampleText, at: Date): SampleAsset | null {
    if (!kinds) return null;
    const { random, register, timeZone } = this.office;
    const candidates = register.inRegister(localDate(at, timeZone)).filter(({ kind }) => kinds.includes(kind));
    const own = candidates.filter(({ unitId }) => unitId === requester.unitId);
    return random.pick(own.length > 0 ? own : candidates);
  }
}
