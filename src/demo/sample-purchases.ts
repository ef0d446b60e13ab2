import type { WorkingCalendar } from '../calendar/working-calendar.js';
import { localDate } from '../common/local-date.js';
import {
  APPROVAL_STEPS,
  awaitedStep,
  isFinal,
  nextState,
  type RequestAction,
  type RequestState,
} from '../purchases/purchase-request-state.js';
import type { Random } from './random.js';
import type { SampleBudget } from './sample-budget.js';
import type { SampleMessages } from './sample-messages.js';
import type { SamplePeople, SamplePerson } from './sample-people.js';
import type { SampleRow, SampleTables } from './sample-tables.js';
import type { SampleTicket, SampleTickets } from './sample-tickets.js';
import { grossOf, type RequestStep, type SampleWish } from './sample-wishes.js';

const OPINION = 'Zakup uzasadniony, parametry zgodne ze standardem urzędu.';

export interface RequestPlan {
  ticket: SampleTicket | null;
  requester: SamplePerson;
  wish: SampleWish;
  draftedAt: Date;
  /** What happens to it, in the order of time; what lies after the anchor has not happened yet. */
  steps: readonly RequestStep[];
}

const EVENT_OF: Record<RequestAction, string> = {
  submit: 'submitted',
  approve: 'step-approved',
  return: 'returned',
  reject: 'rejected',
  withdraw: 'withdrawn',
  startProcurement: 'procurement-started',
  order: 'ordered',
  acceptPart: 'partly-accepted',
  acceptRest: 'completed',
  closeShort: 'completed',
};

/** Steps that name the budget line: the opinion of IT, and the treasurer's when a new year has begun meanwhile. */
const BUDGETED: readonly RequestState[] = ['IT_REVIEWED', 'BUDGET_CONFIRMED'];

/** A request in the making. */
interface SampleRequest extends RequestPlan {
  id: number;
  lineId: number;
  state: RequestState;
  round: number;
  accepted: number;
}

/** Purchase requests with their approvals, money and deliveries: each step is one that the real rules allow. */
export class SamplePurchases {
  private readonly sequences = new Map<string, number>();

  constructor(
    private readonly tables: SampleTables,
    private readonly random: Random,
    private readonly people: SamplePeople,
    private readonly tickets: SampleTickets,
    private readonly messages: SampleMessages,
    private readonly budget: SampleBudget,
    private readonly calendar: WorkingCalendar,
    private readonly anchor: Date,
  ) {}

  /** @returns its state, and the line of its last acceptance protocol when something was delivered */
  request(plan: RequestPlan): { state: RequestState; acceptanceItemId: number | null } {
    const request = this.draft(plan);
    let acceptanceItemId: number | null = null;
    for (const step of plan.steps) {
      if (step.at >= this.anchor) break;
      acceptanceItemId = this.carryOut(request, step) ?? acceptanceItemId;
    }
    const { ticket, id, state } = request;
    if (ticket) this.tickets.link(ticket, 'PURCHASE_REQUEST', id, isFinal(state));
    return { state, acceptanceItemId };
  }

  private draft(plan: RequestPlan): SampleRequest {
    const { ticket, requester, wish, draftedAt } = plan;
    const id = this.tables.add('purchase_request', {
      state: 'DRAFT',
      round: 1,
      ticket_id: ticket?.id ?? null,
      unit_id: requester.unitId,
      requester_id: requester.id,
      written_by: [requester.id],
      subject: wish.subject,
      justification: 'Wniosek wynika z bieżących potrzeb komórki; dotychczasowy sprzęt jest zużyty.',
      planned: true,
      created_at: iso(draftedAt),
      updated_at: iso(draftedAt),
    });
    const lineId = this.tables.add('purchase_request_line', {
      request_id: id,
      position: 1,
      description: wish.description,
      asset_kind: wish.assetKind,
      quantity: wish.quantity,
      technical_needs: '',
      unit_net_grosze: wish.netGrosze,
      unit_gross_grosze: grossOf(wish.netGrosze),
      cpv: wish.assetKind ? '30213000-5' : '30237000-9',
    });
    const request = { ...plan, id, lineId, state: 'DRAFT' as const, round: 1, accepted: 0 };
    this.event(request, 'drafted', draftedAt, requester, { unitId: requester.unitId, requesterId: requester.id });
    return request;
  }

  /** @returns the line of an acceptance protocol, of a step that makes one */
  private carryOut(request: SampleRequest, step: RequestStep): number | null {
    const { action, at, reason } = step;
    const from = request.state;
    const to = nextState(from, action);
    if (!to) throw new Error(`No ${action} of a request in state ${from}`);
    if (action === 'submit' && from === 'RETURNED') request.round += 1;
    const { actor, payload } = this.decide(request, step);
    const itemId = action === 'acceptPart' || action === 'acceptRest' ? this.accept(request, step) : null;
    request.state = to;
    this.tables.patch('purchase_request', request.id, {
      state: to,
      round: request.round,
      updated_at: iso(at),
      ...this.columns(request, step),
      ...(reason ? { decision_reason: reason } : {}),
      ...(to === 'COMPLETED' ? { completed_at: iso(at) } : {}),
    });
    const event = this.event(request, EVENT_OF[action], at, actor, { from, to, ...payload });
    if (request.ticket) this.messages.notify(request.ticket, event, 'purchase', at);
    return itemId;
  }

  /** Who takes a step; a decision leaves its approval, and at the treasurer's the money. */
  private decide(request: SampleRequest, step: RequestStep): { actor: SamplePerson; payload: SampleRow } {
    const awaited = awaitedStep(request.state);
    const decision = ({ approve: 'APPROVED', return: 'RETURNED', reject: 'REJECTED' } as const)[
      step.action as 'approve'
    ];
    if (!awaited || !decision) {
      const isRequester = step.action === 'submit' || step.action === 'withdraw';
      const payload = step.action === 'submit' ? { round: request.round } : {};
      return { actor: isRequester ? request.requester : this.people.technicians[2]!, payload };
    }
    const { person: actor, onBehalfOf } = this.deciders(request.requester)[APPROVAL_STEPS.indexOf(awaited)]!;
    const note = step.reason ?? (awaited === 'IT_OPINION' ? OPINION : '');
    this.tables.add('approval', {
      request_id: request.id,
      round: request.round,
      step: awaited,
      decision,
      decided_by: actor.id,
      on_behalf_of: onBehalfOf,
      at: iso(step.at),
      note,
    });
    const { quantity, netGrosze } = request.wish;
    if (awaited === 'TREASURER' && decision === 'APPROVED')
      this.budget.commit(request.id, quantity * grossOf(netGrosze), step.at, actor);
    return { actor, payload: { step: awaited, round: request.round, onBehalfOf } };
  }

  /** What a step writes into the request itself. */
  private columns(request: SampleRequest, { action, at }: RequestStep): SampleRow {
    const year = this.year(at);
    const day = localDate(at, this.calendar.timeZone);
    switch (action) {
      case 'submit':
        if (request.round > 1) return { decision_reason: null };
        return { number: this.nextNumber('WZ', year), submitted_at: iso(at) };
      case 'approve':
        return {
          ...(request.state === 'IT_REVIEWED' ? { it_opinion: OPINION } : {}),
          ...(BUDGETED.includes(request.state) ? { budget_line_id: this.budget.lineOf(at) } : {}),
        };
      case 'startProcurement':
        return { procedure_mark: `WO.271.${this.random.between(1, 90)}.${year}`, procedure_started_on: day };
      case 'order':
        return {
          order_reference: `ZAM/${this.random.between(1, 400)}/${year}`,
          ordered_on: day,
          supplier: this.random.pick(['Dostawca Przykładowy sp. z o.o.', 'Hurtownia Pokazowa s.c.']),
        };
      default:
        return {};
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

  private accept(request: SampleRequest, { at, pieces }: RequestStep): number {
    const quantity = pieces ?? request.wish.quantity - request.accepted;
    request.accepted += quantity;
    const year = this.year(at);
    const acceptedOn = localDate(at, this.calendar.timeZone);
    const technician = this.people.technicians[2]!;
    const number = this.nextNumber('PO', year);
    const acceptance = this.tables.add('acceptance_protocol', {
      number,
      request_id: request.id,
      accepted_on: acceptedOn,
      invoice_reference: `FV/${this.random.between(100, 9999)}/${year}`,
      remarks: '',
      recorded_by: technician.id,
      recorded_at: iso(at),
    });
    const item = this.tables.add('acceptance_item', { acceptance_id: acceptance, line_id: request.lineId, quantity });
    this.tables.add('event', {
      subject_type: 'acceptance_protocol',
      subject_id: acceptance,
      ticket_id: request.ticket?.id ?? null,
      actor_id: technician.id,
      at: iso(at),
      type: 'acceptance.recorded',
      payload: { number, requestId: request.id, acceptedOn, items: [{ lineId: request.lineId, quantity }] },
    });
    return item;
  }

  private event(request: SampleRequest, type: string, at: Date, actor: SamplePerson, payload: SampleRow): number {
    return this.tables.add('event', {
      subject_type: 'purchase_request',
      subject_id: request.id,
      ticket_id: request.ticket?.id ?? null,
      actor_id: actor.id,
      at: iso(at),
      type: `purchase-request.${type}`,
      payload,
    });
  }

  private year(at: Date): number {
    return Number(localDate(at, this.calendar.timeZone).slice(0, 4));
  }

  private nextNumber(prefix: string, year: number): string {
    const key = `${prefix}/${year}`;
    const next = (this.sequences.get(key) ?? 0) + 1;
    this.sequences.set(key, next);
    return `${prefix}/${next}/${year}`;
  }
}

function iso(at: Date): string {
  return at.toISOString();
}
