import { localDate } from '../common/local-date.js';
import type { Random } from './random.js';
import type { SamplePeople } from './sample-people.js';
import type { SampleAsset } from './sample-register.js';
import type { SampleTables } from './sample-tables.js';
import type { SampleTicket, SampleTickets } from './sample-tickets.js';

type ProtocolState = 'DRAFT' | 'SUBMITTED' | 'RETURNED' | 'APPROVED';

interface Work {
  diagnosis: string;
  operations: readonly [kind: string, description: string][];
  part?: { name: string; grossGrosze: number };
  result?: string;
}

/** Repairs that count for indicator 2. */
// prettier-ignore
const COUNTED: Record<string, readonly Work[]> = {
  computer: [
    { diagnosis: 'Uszkodzony dysk, liczne błędy odczytu.', operations: [['COMPONENT_REPLACEMENT', 'wymiana dysku na SSD'], ['SOFTWARE_REINSTALL', 'instalacja systemu i programów']], part: { name: 'Dysk SSD 512 GB', grossGrosze: 21_900 } },
    { diagnosis: 'Zasilacz nie utrzymuje napięcia.', operations: [['COMPONENT_REPLACEMENT', 'wymiana zasilacza']], part: { name: 'Zasilacz ATX 300 W', grossGrosze: 15_900 } },
    { diagnosis: 'Błędy pamięci w teście.', operations: [['COMPONENT_REPLACEMENT', 'wymiana pamięci RAM']], part: { name: 'Pamięć RAM 16 GB', grossGrosze: 18_900 } },
    { diagnosis: 'Uszkodzony system po przerwanej aktualizacji.', operations: [['SOFTWARE_REINSTALL', 'ponowna instalacja systemu operacyjnego']] },
    { diagnosis: 'Zatarty wentylator procesora.', operations: [['COMPONENT_REPLACEMENT', 'wymiana wentylatora'], ['CLEANING', 'czyszczenie wnętrza']], part: { name: 'Wentylator procesora', grossGrosze: 6_900 } },
  ],
  printer: [
    { diagnosis: 'Zużyte rolki pobierania papieru.', operations: [['COMPONENT_REPLACEMENT', 'wymiana rolek pobierania']], part: { name: 'Zestaw rolek', grossGrosze: 12_900 } },
    { diagnosis: 'Uszkodzony zespół utrwalający.', operations: [['COMPONENT_REPLACEMENT', 'wymiana zespołu utrwalającego']], part: { name: 'Zespół utrwalający', grossGrosze: 48_900 } },
  ],
};

/** Documented, but not counted. */
const NOT_COUNTED: readonly Work[] = [
  { diagnosis: 'Zabrudzone rolki i czujniki.', operations: [['CLEANING', 'czyszczenie i konserwacja']] },
  { diagnosis: 'Błędna konfiguracja po zmianie sieci.', operations: [['CONFIGURATION', 'ponowna konfiguracja']] },
  {
    diagnosis: 'Uszkodzona płyta główna, koszt naprawy przekracza wartość.',
    operations: [['DIAGNOSIS', 'ekspertyza']],
    result: 'NOT_ECONOMICAL',
  },
];

/** Repair protocols and outages of the sample office. */
export class SampleRepairs {
  private readonly sequences = new Map<number, number>();

  constructor(
    private readonly tables: SampleTables,
    private readonly random: Random,
    private readonly people: SamplePeople,
    private readonly timeZone: string,
  ) {}

  /** A protocol for a ticket about an asset. @param state how far it has come */
  protocol(
    tickets: SampleTickets,
    ticket: SampleTicket,
    asset: SampleAsset,
    times: { drafted: Date; submitted: Date; approved: Date },
    options: {
      isCounted: boolean;
      state: ProtocolState;
      outage?: { id: number; startedAt: Date; endedAt: Date; system: string };
    },
  ): number {
    const { state } = options;
    const isPrinter = ['PRINTER', 'MFP', 'SCANNER', 'PLOTTER', 'LABEL_PRINTER'].includes(asset.kind);
    const work = options.isCounted
      ? this.random.pick(COUNTED[isPrinter ? 'printer' : 'computer']!)
      : this.random.pick(NOT_COUNTED);
    const isSubmitted = state !== 'DRAFT';
    const id = this.tables.add('repair_protocol', {
      number: isSubmitted ? this.nextNumber(times.submitted) : null,
      ticket_id: ticket.id,
      asset_id: asset.id,
      created_at: iso(times.drafted),
      created_by: ticket.technician.id,
    });
    const revision = this.tables.add('repair_protocol_revision', {
      protocol_id: id,
      revision: 1,
      state: 'DRAFT',
      edition: 1,
      completed_on: localDate(times.submitted, this.timeZone),
      unit_id: ticket.requester.unitId,
      room: ticket.requester.room,
      user_name: ticket.requester.name,
      fault_reported: ticket.text.subject,
      diagnosis: work.diagnosis,
      result: work.result ?? 'REPAIRED',
      remarks: '',
      warranty_repair: false,
      outage_id: options.outage?.id ?? null,
      affected_systems: options.outage?.system ?? '',
      prepared_by: ticket.technician.id,
      prepared_at: iso(times.drafted),
      received_by_name: ticket.requester.name,
    });
    for (const [index, [kind, description]] of work.operations.entries()) {
      this.tables.add('repair_operation', { revision_id: revision, kind, description, position: index + 1 });
    }
    if (work.part) {
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
    this.tables.put('final:repair_protocol_revision', {
      id: revision,
      ...finalState(options, ticket, this.people.itHead.id, times),
    });
    this.log(tickets, ticket, id, state, times);
    tickets.link(ticket, 'REPAIR_PROTOCOL', id, state === 'APPROVED');
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

  private log(
    tickets: SampleTickets,
    ticket: SampleTicket,
    id: number,
    state: ProtocolState,
    times: { drafted: Date; submitted: Date; approved: Date },
  ): void {
    const event = (type: string, at: Date, actorId: number) =>
      this.tables.add('event', {
        subject_type: 'repair_protocol',
        subject_id: id,
        ticket_id: ticket.id,
        actor_id: actorId,
        at: iso(at),
        type,
        payload: { revision: 1 },
      });
    event('repair-protocol.drafted', times.drafted, ticket.technician.id);
    if (state === 'DRAFT') return;
    event('repair-protocol.submitted', times.submitted, ticket.technician.id);
    if (state === 'RETURNED') event('repair-protocol.returned', times.approved, this.people.itHead.id);
    if (state !== 'APPROVED') return;
    tickets.notify(
      ticket,
      event('repair-protocol.approved', times.approved, this.people.itHead.id),
      'repair',
      times.approved,
    );
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
  { state, outage }: { state: ProtocolState; outage?: { startedAt: Date; endedAt: Date } },
  ticket: SampleTicket,
  itHeadId: number,
  times: { submitted: Date; approved: Date },
) {
  if (state === 'DRAFT') return { state };
  const submitted = { submitted_at: iso(times.submitted), submitted_by: ticket.technician.id };
  if (state === 'SUBMITTED') return { state, ...submitted };
  if (state === 'RETURNED') {
    return {
      state,
      ...submitted,
      returned_at: iso(times.approved),
      returned_by: itHeadId,
      return_reason: 'Proszę uzupełnić numer seryjny części.',
    };
  }
  const frozen = outage ? { outage_started_at: iso(outage.startedAt), outage_ended_at: iso(outage.endedAt) } : {};
  return { state, ...submitted, approved_at: iso(times.approved), approved_by: itHeadId, ...frozen };
}

function iso(at: Date): string {
  return at.toISOString();
}
