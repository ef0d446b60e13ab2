import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError } from '../common/domain-error.js';
import type { EventType } from '../events/event-types.js';
import { Approval, type Decision } from './approval.entity.js';
import { type Authority, AUTHORITY_REFUSALS, authorityOver } from './approval-authority.js';
import { BudgetLine } from './budget.entity.js';
import { BudgetService } from './budget.service.js';
import { linesOf, lockRequest } from './lock-request.js';
import type { PurchaseRequest } from './purchase-request.entity.js';
import { type ApprovalStep, awaitedStep, type RequestAction } from './purchase-request-state.js';
import { RequestProgress } from './request-progress.service.js';
import { totalsOf } from './request-totals.js';

export interface DecideRequest {
  id: number;
  decision: Decision;
  /** Required for an opinion, a return and a rejection. */
  note: string;
  /** The step that the decider has before their eyes; a decision on a page that is out of date is refused. */
  step?: ApprovalStep | undefined;
  /** Names (or changes) the budget line; for the opinion, the head of WO and the treasurer. */
  budgetLineId?: number | null | undefined;
}

const OUTCOMES: Record<Decision, { action: RequestAction; event: EventType }> = {
  APPROVED: { action: 'approve', event: 'purchase-request.step-approved' },
  RETURNED: { action: 'return', event: 'purchase-request.returned' },
  REJECTED: { action: 'reject', event: 'purchase-request.rejected' },
};

const MAY_NAME_BUDGET_LINE: readonly ApprovalStep[] = ['IT_OPINION', 'IT_HEAD', 'TREASURER'];

/** The chain of approvals: head of unit, IT opinion, head of WO, treasurer, secretary. */
@Injectable()
export class PurchaseApprovalService {
  constructor(
    private readonly db: DataSource,
    private readonly progress: RequestProgress,
    private readonly budget: BudgetService,
  ) {}

  /**
   * Decides the step that the request waits for. The treasurer's approval books the gross value on the budget line.
   * @throws DomainError `purchase-request.no-decision-awaited`, `.step-passed`, `.not-the-role`, `.own-request`,
   *   `.decided-another-step`, `.deputy-decides`, `.note-required`, `.budget-line-required`, `budget.exceeded`, `budget.other-year`
   */
  async decide(actor: Actor, command: DecideRequest, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const request = await lockRequest(tx, actor, command.id);
      allow(actor, 'purchase.decide');
      const step = stepOf(request, command);
      const decisions = await tx.findBy(Approval, { requestId: request.id });
      const { onBehalfOf } = permitted(authorityOver(actor, { step, request, decisions }));
      const note = noteOf(command, step);
      if (command.decision === 'APPROVED') await this.approve(tx, request, { ...command, step, note }, actor, at);
      else request.decisionReason = note;
      const { round } = request;
      await tx.insert(Approval, {
        requestId: request.id,
        round,
        step,
        decision: command.decision,
        decidedBy: actor.personId,
        onBehalfOf,
        at,
        note,
      });
      const outcome = { ...OUTCOMES[command.decision], actorId: actor.personId };
      await this.progress.advance(tx, request, { ...outcome, payload: { step, round, onBehalfOf } }, at);
    });
  }

  /** What an approval of each step adds to the request. */
  private async approve(
    tx: EntityManager,
    request: PurchaseRequest,
    { step, note, budgetLineId }: { step: ApprovalStep; note: string; budgetLineId?: number | null | undefined },
    actor: Actor,
    at: Date,
  ): Promise<void> {
    if (budgetLineId && MAY_NAME_BUDGET_LINE.includes(step)) request.budgetLineId = await existing(tx, budgetLineId);
    if (step === 'IT_OPINION') request.itOpinion = note;
    if (step === 'UNIT_HEAD' || step === 'IT_OPINION') return;
    const lineId = requiredBudgetLine(request);
    if (step === 'TREASURER') {
      const { grossGrosze } = totalsOf(await linesOf(tx, request.id));
      const commitment = { budgetLineId: lineId, requestId: request.id, amountGrosze: grossGrosze };
      await this.budget.commit(tx, commitment, actor.personId, at);
    }
    if (step === 'SECRETARY') await this.budget.refuseOverdrawn(tx, lineId);
  }
}

function stepOf(request: PurchaseRequest, command: DecideRequest): ApprovalStep {
  const step = awaitedStep(request.state);
  if (!step) throw refusal('no-decision-awaited', 'conflict', 'Ten wniosek nie oczekuje na decyzję.');
  if (command.step && command.step !== step) {
    throw refusal('step-passed', 'conflict', 'Ten krok już rozstrzygnięto. Prosimy sprawdzić bieżący stan wniosku.');
  }
  return step;
}

function permitted(authority: Authority): { onBehalfOf: number | null } {
  if (authority.kind === 'may') return authority;
  throw refusal(authority.reason, 'forbidden', AUTHORITY_REFUSALS[authority.reason]);
}

function noteOf({ decision, note }: DecideRequest, step: ApprovalStep): string {
  const text = note.trim();
  if (text || (decision === 'APPROVED' && step !== 'IT_OPINION')) return text;
  const message = decision === 'APPROVED' ? 'Należy wpisać opinię.' : 'Należy podać powód.';
  throw refusal('note-required', 'invalid', message, { note: message });
}

async function existing(tx: EntityManager, budgetLineId: number): Promise<number> {
  if (await tx.existsBy(BudgetLine, { id: budgetLineId })) return budgetLineId;
  const message = 'Nie ma takiej pozycji budżetu.';
  throw refusal('budget-line-unknown', 'invalid', message, { budgetLineId: message });
}

function requiredBudgetLine(request: PurchaseRequest): number {
  if (request.budgetLineId !== null) return request.budgetLineId;
  const message = 'Należy wskazać pozycję budżetu, z której zakup zostanie sfinansowany.';
  throw refusal('budget-line-required', 'invalid', message, { budgetLineId: message });
}

function refusal(
  reason: string,
  kind: 'invalid' | 'conflict' | 'forbidden',
  message: string,
  fields?: Record<string, string>,
): DomainError {
  return new DomainError(`purchase-request.${reason}`, kind, message, fields);
}
