import { startOfDay } from '../calendar/wall-time.js';
import type { Random } from './random.js';
import type { SamplePeople, SamplePerson } from './sample-people.js';
import type { ComputerDelivery } from './sample-register.js';
import type { SampleTables } from './sample-tables.js';
import type { SampleTicket, SampleTickets } from './sample-tickets.js';

const DAY_MS = 86_400_000;
const VAT = 1.23;
const CHAIN = ['UNIT_HEAD', 'IT_OPINION', 'IT_HEAD', 'TREASURER', 'SECRETARY'] as const;
const STATES = [
  'SUBMITTED',
  'UNIT_APPROVED',
  'IT_REVIEWED',
  'HOLDER_APPROVED',
  'BUDGET_CONFIRMED',
  'APPROVED',
] as const;

/** Budget lines of a year, in złoty. Source of the classification: domain guide section 7. */
const BUDGET = [
  ['750-75023-4210', 'Zakup materiałów i wyposażenia', 900_000],
  ['750-75023-4270', 'Zakup usług remontowych', 60_000],
  ['750-75023-4300', 'Zakup usług pozostałych', 180_000],
  ['750-75023-4700', 'Szkolenia pracowników', 30_000],
  ['750-75023-6060', 'Wydatki na zakupy inwestycyjne', 250_000],
] as const;

/** What units ask for besides computers. Nothing here enters the register. */
const ACCESSORIES = [
  ['Zestaw bezprzewodowy klawiatura i mysz', 3, 12_900],
  ['Czytnik kart do podpisu elektronicznego', 2, 9_900],
  ['Tonery do drukarek wydziału', 8, 24_900],
  ['Pamięć USB szyfrowana', 4, 15_900],
  ['Słuchawki z mikrofonem', 5, 8_900],
  ['Torba do laptopa', 4, 11_900],
  ['Dysk zewnętrzny do archiwizacji', 1, 34_900],
] as const;

export interface RequestPlan {
  ticket: SampleTicket | null;
  requester: SamplePerson;
  subject: string;
  line: { description: string; assetKind: string | null; quantity: number; netGrosze: number };
  /** When it was submitted. */
  at: Date;
  /** How many of the five approvals it has; 5 and `acceptedOn` complete it. */
  approvals: number;
  end?: 'REJECTED' | 'RETURNED';
  acceptedOn?: string;
}

/** Purchase requests with their approvals, money and deliveries. */
export class SamplePurchases {
  private readonly budgetLines = new Map<number, number>();
  private readonly sequences = new Map<string, number>();

  constructor(
    private readonly tables: SampleTables,
    private readonly random: Random,
    private readonly people: SamplePeople,
    private readonly timeZone: string,
  ) {}

  openBudget(year: number): void {
    for (const [classification, name, zloty] of BUDGET) {
      const id = this.tables.add('budget_line', { year, classification, name, plan_grosze: zloty * 100 });
      if (classification.endsWith('4210')) this.budgetLines.set(year, id);
    }
  }

  /** @returns the request and, when it was delivered, the line of its acceptance protocol */
  request(tickets: SampleTickets, plan: RequestPlan): { id: number; acceptanceItemId: number | null } {
    const year = plan.at.getUTCFullYear();
    const budgetLine = this.budgetLines.get(year)!;
    const { quantity, netGrosze } = plan.line;
    const grossGrosze = Math.round(netGrosze * VAT);
    const isComplete = plan.acceptedOn !== undefined;
    const decided = plan.approvals + (plan.end ? 1 : 0);
    const lastAt = new Date(+plan.at + decided * DAY_MS);
    const state = isComplete ? 'COMPLETED' : (plan.end ?? STATES[plan.approvals]!);
    const id = this.tables.add('purchase_request', {
      number: this.nextNumber('WZ', year),
      state,
      round: 1,
      ticket_id: plan.ticket?.id ?? null,
      unit_id: plan.requester.unitId,
      requester_id: plan.requester.id,
      subject: plan.subject,
      justification: 'Wniosek wynika z bieżących potrzeb komórki; dotychczasowy sprzęt jest zużyty.',
      planned: true,
      budget_line_id: plan.approvals > 0 ? budgetLine : null,
      it_opinion: plan.approvals >= 2 ? 'Zakup uzasadniony, parametry zgodne ze standardem urzędu.' : null,
      order_reference: isComplete ? `ZAM/${this.random.between(1, 400)}/${year}` : null,
      ordered_on: isComplete ? day(lastAt) : null,
      supplier: isComplete ? this.random.pick(['Dostawca Przykładowy sp. z o.o.', 'Hurtownia Pokazowa s.c.']) : null,
      decision_reason: plan.end === 'REJECTED' ? 'Brak środków w planie na ten rok.' : null,
      created_at: iso(plan.at),
      updated_at: iso(lastAt),
      submitted_at: iso(plan.at),
      completed_at: isComplete ? iso(startOfDay(plan.acceptedOn!, this.timeZone)) : null,
    });
    const line = this.tables.add('purchase_request_line', {
      request_id: id,
      position: 1,
      description: plan.line.description,
      asset_kind: plan.line.assetKind,
      quantity,
      technical_needs: '',
      unit_net_grosze: netGrosze,
      unit_gross_grosze: grossGrosze,
      cpv: plan.line.assetKind ? '30213000-5' : '30237000-9',
    });
    this.log(id, plan, 'purchase-request.submitted', plan.at, plan.requester, { from: 'DRAFT', to: 'SUBMITTED' });
    this.decide(id, plan, budgetLine, quantity * grossGrosze);
    if (plan.ticket) tickets.link(plan.ticket, 'PURCHASE_REQUEST', id, isComplete || plan.end === 'REJECTED');
    if (!isComplete) return { id, acceptanceItemId: null };
    return { id, acceptanceItemId: this.accept(id, line, plan, quantity) };
  }

  /** What a delivery of computers was asked for with. */
  requestOf(delivery: ComputerDelivery): Pick<RequestPlan, 'subject' | 'line'> {
    return {
      subject: `Zakup komputerów: ${delivery.model}, ${delivery.pieces} szt.`,
      line: {
        description: delivery.model,
        assetKind: delivery.kind,
        quantity: delivery.pieces,
        netGrosze: Math.round(delivery.grossGrosze / VAT),
      },
    };
  }

  accessory(): Pick<RequestPlan, 'subject' | 'line'> {
    const [description, quantity, netGrosze] = this.random.pick(ACCESSORIES);
    return { subject: description, line: { description, assetKind: null, quantity, netGrosze } };
  }

  private decide(id: number, plan: RequestPlan, budgetLine: number, grossGrosze: number): void {
    const deciders = this.deciders(plan.requester);
    for (const [index, step] of CHAIN.entries()) {
      const isLast = index === plan.approvals;
      if (index > plan.approvals || (isLast && !plan.end)) return;
      const at = new Date(+plan.at + (index + 1) * DAY_MS);
      const decision = isLast ? plan.end! : 'APPROVED';
      const { person, onBehalfOf } = deciders[index]!;
      this.tables.add('approval', {
        request_id: id,
        round: 1,
        step,
        decision,
        decided_by: person.id,
        on_behalf_of: onBehalfOf,
        at: iso(at),
        note:
          decision === 'APPROVED'
            ? ''
            : decision === 'REJECTED'
              ? 'Brak środków w planie na ten rok.'
              : 'Proszę uzupełnić uzasadnienie.',
      });
      if (step === 'TREASURER' && decision === 'APPROVED') {
        this.tables.add('budget_entry', {
          budget_line_id: budgetLine,
          request_id: id,
          kind: 'COMMITMENT',
          amount_grosze: grossGrosze,
          at: iso(at),
          recorded_by: person.id,
        });
      }
      const type = decision === 'APPROVED' ? 'step-approved' : decision.toLowerCase();
      this.log(id, plan, `purchase-request.${type}`, at, person, {
        from: STATES[index],
        to: decision === 'APPROVED' ? STATES[index + 1] : decision,
        step,
        round: 1,
      });
    }
  }

  private deciders(requester: SamplePerson): { person: SamplePerson; onBehalfOf: number | null }[] {
    const { itHead, deputyItHead, technicians, treasurer, secretary, headOf } = this.people;
    const head = headOf.get(requester.unitId)!;
    // Nobody decides their own request: a deputy of WO, or the deputy head for WO's own requests.
    const unitHead =
      head === itHead || head === requester
        ? { person: deputyItHead, onBehalfOf: head.id }
        : { person: head, onBehalfOf: null };
    return [
      unitHead,
      { person: technicians[1]!, onBehalfOf: null },
      { person: itHead, onBehalfOf: null },
      { person: treasurer, onBehalfOf: null },
      { person: secretary, onBehalfOf: null },
    ];
  }

  private accept(id: number, line: number, plan: RequestPlan, quantity: number): number {
    const at = startOfDay(plan.acceptedOn!, this.timeZone);
    const year = Number(plan.acceptedOn!.slice(0, 4));
    const technician = this.people.technicians[2]!;
    const acceptance = this.tables.add('acceptance_protocol', {
      number: this.nextNumber('PO', year),
      request_id: id,
      accepted_on: plan.acceptedOn,
      invoice_reference: `FV/${this.random.between(100, 9999)}/${year}`,
      remarks: '',
      recorded_by: technician.id,
      recorded_at: iso(at),
    });
    const item = this.tables.add('acceptance_item', { acceptance_id: acceptance, line_id: line, quantity });
    this.log(id, plan, 'purchase-request.completed', at, technician, { from: 'ORDERED', to: 'COMPLETED' });
    this.tables.add('event', {
      subject_type: 'acceptance_protocol',
      subject_id: acceptance,
      ticket_id: plan.ticket?.id ?? null,
      actor_id: technician.id,
      at: iso(at),
      type: 'acceptance.recorded',
      payload: { requestId: id },
    });
    return item;
  }

  private log(
    id: number,
    plan: RequestPlan,
    type: string,
    at: Date,
    actor: SamplePerson,
    payload: Record<string, unknown>,
  ): void {
    this.tables.add('event', {
      subject_type: 'purchase_request',
      subject_id: id,
      ticket_id: plan.ticket?.id ?? null,
      actor_id: actor.id,
      at: iso(at),
      type,
      payload,
    });
  }

  private nextNumber(prefix: string, year: number): string {
    const key = `${prefix}/${year}`;
    const next = (this.sequences.get(key) ?? 0) + 1;
    this.sequences.set(key, next);
    return `${prefix}/${next}/${year}`;
  }
}

function day(at: Date): string {
  return iso(at).slice(0, 10);
}

function iso(at: Date): string {
  return at.toISOString();
}
