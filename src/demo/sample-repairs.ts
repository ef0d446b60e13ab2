import { localDate } from '../common/local-date.js';
import type { Random } from './random.js';
import type { SamplePeople } from './sample-people.js';
import type { SampleMessages } from './sample-messages.js';
import type { SampleAsset } from './sample-register.js';
import { REPAIR_WORKS, type SampleWork } from './sample-repair-works.js';
import type { SampleRow, SampleTables } from './sample-tables.js';
import type { SampleTicket, SampleTickets } from './sample-tickets.js';

/** How a protocol came about: each moment that has passed brought it further. */
export interface ProtocolPlan {
  drafted: Date;
  submitted?: Date | undefined;
  approved?: Date | undefined;
  /** Sent back instead of approved. */
  returned?: { at: Date; reason: string } | undefined;
  annulled?: { at: Date; reason: string } | undefined;
}

/** Repair protocols and outages of the sample office. */
export class SampleRepairs {
  private readonly sequences = new Map<number, number>();

  constructor(
    private readonly tables: SampleTables,
    private readonly random: Random,
    private readonly people: SamplePeople,
    private readonly tickets: SampleTickets,
    private readonly messages: SampleMessages,
    private readonly timeZone: string,
  ) {}

  /** A protocol for the ticket's fault. @returns its id */
  protocol(
    ticket: SampleTicket,
    plan: ProtocolPlan,
    options: { isCounted: boolean; outage?: { id: number; startedAt: Date; endedAt: Date; system: string } },
  ): number {
    const works = REPAIR_WORKS[ticket.text.fault!];
    const work = this.random.pick(options.isCounted || works.other.length === 0 ? works.counted : works.other);
    ticket.answer = work.answer;
    const id = this.tables.add('repair_protocol', {
      number: plan.submitted ? this.nextNumber(plan.submitted) : null,
      ticket_id: ticket.id,
      asset_id: ticket.asset!.id,
      created_at: iso(plan.drafted),
      created_by: ticket.technician.id,
    });
    const revision = this.tables.add('repair_protocol_revision', {
      protocol_id: id,
      revision: 1,
      state: 'DRAFT',
      edition: 1,
      completed_on: plan.submitted ? localDate(plan.submitted, this.timeZone) : null,
      unit_id: ticket.asset!.unitId,
      room: ticket.asset!.room,
      user_name: ticket.requester.name,
      fault_reported: ticket.text.subject,
      diagnosis: work.diagnosis,
      result: plan.submitted ? (work.result ?? 'REPAIRED') : null,
      remarks: '',
      warranty_repair: false,
      outage_id: options.outage?.id ?? null,
      affected_systems: options.outage ? `system ${options.outage.system}` : '',
      prepared_by: ticket.technician.id,
      prepared_at: iso(plan.drafted),
      written_by: [ticket.technician.id],
      received_by_name: ticket.requester.name,
    });
    if (plan.submitted) this.lines(revision, work);
    this.tables.put('final:repair_protocol_revision', {
      id: revision,
      ...finalState(plan, options.outage, ticket, this.people.itHead.id),
    });
    this.log(ticket, id, plan);
    // An annulled protocol leaves the need of one as it was.
    if (!plan.annulled) this.tickets.link(ticket, 'REPAIR_PROTOCOL', id, plan.approved !== undefined);
    return id;
  }

  /** An outage of a server, with its protocol when it has ended. */
  outage(
    ticket: SampleTicket | null,
    server: SampleAsset & { system: string },
    times: { startedAt: Date; endedAt: Date | null },
    facts: { cause: string; serviceInterrupted: boolean; description: string },
  ): number {
    const id = this.tables.add('outage', {
      asset_id: server.id,
      ticket_id: ticket?.id ?? null,
      protocol_id: null,
      cause: facts.cause,
      service_interrupted: facts.serviceInterrupted,
      system_name: server.system,
      started_at: iso(times.startedAt),
      ended_at: times.endedAt && iso(times.endedAt),
      description: facts.description,
      recorded_at: iso(times.startedAt),
      recorded_by: this.people.technicians[0]!.id,
    });
    const event = (type: string, at: Date) =>
      this.tables.add('event', {
        subject_type: 'outage',
        subject_id: id,
        ticket_id: ticket?.id ?? null,
        actor_id: this.people.technicians[0]!.id,
        at: iso(at),
        type,
        payload: { cause: facts.cause, serviceInterrupted: facts.serviceInterrupted },
      });
    event('outage.started', times.startedAt);
    if (times.endedAt) event('outage.ended', times.endedAt);
    return id;
  }

  private lines(revision: number, work: SampleWork): void {
    for (const [index, [kind, description]] of work.operations.entries()) {
      this.tables.add('repair_operation', { revision_id: revision, kind, description, position: index + 1 });
    }
    if (!work.part) return;
    this.tables.add('repair_part', {
      revision_id: revision,
      name: work.part.name,
      quantity: 1,
      serial_number: `SN-${this.random.between(100_000, 999_999)}`,
      source: 'magazyn',
      gross_price_grosze: work.part.grossGrosze,
      position: 1,
    });
  }

  private log(ticket: SampleTicket, id: number, plan: ProtocolPlan): void {
    const event = (type: string, at: Date, actorId: number) =>
      this.tables.add('event', {
        subject_type: 'repair_protocol',
        subject_id: id,
        ticket_id: ticket.id,
        actor_id: actorId,
        at: iso(at),
        type: `repair-protocol.${type}`,
        payload: { revision: 1 },
      });
    const itHead = this.people.itHead.id;
    event('drafted', plan.drafted, ticket.technician.id);
    if (plan.submitted) event('submitted', plan.submitted, ticket.technician.id);
    if (plan.returned) event('returned', plan.returned.at, itHead);
    if (plan.annulled) event('annulled', plan.annulled.at, itHead);
    if (plan.approved) this.messages.notify(ticket, event('approved', plan.approved, itHead), 'repair', plan.approved);
  }

  private nextNumber(at: Date): string {
    const year = Number(localDate(at, this.timeZone).slice(0, 4));
    const next = (this.sequences.get(year) ?? 0) + 1;
    this.sequences.set(year, next);
    return `PN/${next}/${year}`;
  }
}

/** What a revision becomes after its lines are in: the database refuses lines of an approved one. */
function finalState(
  { submitted, approved, returned, annulled }: ProtocolPlan,
  outage: { startedAt: Date; endedAt: Date } | undefined,
  ticket: SampleTicket,
  itHead: number,
): SampleRow {
  if (!submitted) return { state: 'DRAFT' };
  const row = { submitted_at: iso(submitted), submitted_by: ticket.technician.id };
  if (approved) {
    const frozen = outage ? { outage_started_at: iso(outage.startedAt), outage_ended_at: iso(outage.endedAt) } : {};
    return { state: 'APPROVED', ...row, approved_at: iso(approved), approved_by: itHead, ...frozen };
  }
  if (returned) {
    const { at, reason } = returned;
    return { state: 'RETURNED', ...row, returned_at: iso(at), returned_by: itHead, return_reason: reason };
  }
  if (annulled) {
    const { at, reason } = annulled;
    return { state: 'ANNULLED', ...row, annulled_at: iso(at), annulled_by: itHead, annul_reason: reason };
  }
  return { state: 'SUBMITTED', ...row };
}

function iso(at: Date): string {
  return at.toISOString();
}
