import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can, mayEver } from '../access/policy.js';
import { localDate, localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { holdersOf } from '../directory/directory.queries.js';
import { formatMoney } from '../rendering/format.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { type Authority, AUTHORITY_REFUSALS, authorityOver, isOwnRequest, ROLE_OF_STEP } from './approval-authority.js';
import { approvalSteps, decidedBy, fulfilmentSteps } from './approval-steps.js';
import { type BudgetLineRow, leftOf, listBudgetLines } from './budget-line.query.js';
import { findRequestDocument, type RequestDocument } from './purchase-request-document.query.js';
import { listRequestEvents } from './purchase-request-events.query.js';
import { type ApprovalStep, awaitedStep, isEditable, isFinal, nextState } from './purchase-request-state.js';
import { purchaseWarnings } from './purchase-warnings.js';
import { totalsOf } from './request-totals.js';
import { needsOfYear } from './same-kind-needs.query.js';

/** Forms of the page that were refused and are shown again. */
export interface RefusedForms {
  submission?: FormView;
  decision?: FormView;
  procurement?: FormView;
  order?: FormView;
  closure?: FormView;
  withdrawal?: FormView;
}

/** Puts together the page of a request: what it says, how far it has come, and what this person may do with it. */
@Injectable()
export class PurchaseRequestPage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `purchase-request.not-found` */
  async view(actor: Actor, id: number, at: Date, forms: RefusedForms = {}) {
    const tx = this.db.manager;
    const request = await findRequestDocument(tx, actor, id);
    const today = localDate(at, this.config.timeZone);
    const step = awaitedStep(request.state);
    const authority = step && authorityOver(actor, { step, request, decisions: request.approvals });
    const deciders = step ? await this.deciders(step, request, today) : [];
    const knowsBudget = can(actor, 'budget.view') || mayEver(actor, 'purchase.decide');
    const budgetLine = request.budgetLineId !== null && knowsBudget ? await leftOf(tx, request.budgetLineId) : null;
    const warnings = knowsBudget ? await this.warnings(request, budgetLine, at) : [];
    const decision = await this.decision(step, authority, at);
    return {
      path: `/purchase-requests/${request.id}`,
      request,
      lines: request.lines.map((line) => ({ ...line, grossGrosze: line.quantity * line.unitGrossGrosze })),
      totals: totalsOf(request.lines),
      steps: approvalSteps(
        request,
        deciders.map(({ name }) => name),
      ),
      fulfilment: fulfilmentSteps(request),
      decisions: request.approvals.map((approval) => ({ ...approval, by: decidedBy(approval) })),
      isSecondRound: request.round > 1,
      budgetLine,
      warnings: warnings.filter(({ isNote }) => !isNote),
      notes: warnings.filter(({ isNote }) => isNote),
      events: await listRequestEvents(tx, id),
      decision,
      decisionForm: forms.decision ?? emptyForm({ budgetLineId: request.budgetLineId }),
      actions: actionsOf(actor, request),
      opens: { assets: mayEver(actor, 'asset.list'), protocols: mayEver(actor, 'protocol.list') },
      submissionForm: forms.submission ?? emptyForm(),
      procurementForm: forms.procurement ?? emptyForm({ startedOn: today }),
      orderForm: forms.order ?? emptyForm({ orderedOn: today }),
      closureForm: forms.closure ?? emptyForm(),
      withdrawalForm: forms.withdrawal ?? emptyForm(),
      isReturned: request.state === 'RETURNED',
      isRejected: request.state === 'REJECTED' || request.state === 'WITHDRAWN',
    };
  }

  /** Who may decide now, by what the directory says; the person itself is asked again when it decides. */
  private async deciders(step: ApprovalStep, request: RequestDocument, today: string) {
    const unitId = step === 'UNIT_HEAD' ? request.unitId : null;
    const holders = await holdersOf(this.db.manager, ROLE_OF_STEP[step], unitId, today);
    const busy = new Set(request.approvals.filter((done) => done.step !== step).map((done) => done.decidedBy));
    return holders.filter(({ id }) => !isOwnRequest(id, step, request) && !busy.has(id));
  }

  /** The decision form, or why a person with the role may not decide; null for everybody else. */
  private async decision(step: ApprovalStep | null, authority: Authority | null, at: Date) {
    if (!step || !authority || (authority.kind === 'may-not' && authority.reason === 'not-the-role')) return null;
    if (authority.kind === 'may-not')
      return { step, refusal: AUTHORITY_REFUSALS[authority.reason], onBehalfOf: null, budgetLines: null };
    const choosesLine = step === 'IT_OPINION' || step === 'IT_HEAD' || step === 'TREASURER';
    const lines = choosesLine ? await listBudgetLines(this.db.manager, localYear(at, this.config.timeZone)) : null;
    return {
      step,
      refusal: null,
      onBehalfOf: authority.onBehalfOf === null ? null : await this.nameOf(authority.onBehalfOf),
      budgetLines:
        lines &&
        lines.map(({ id, classification, name, leftGrosze }) => ({
          value: id,
          label: `${classification} ${name} (pozostało ${formatMoney(leftGrosze)})`,
        })),
    };
  }

  private async nameOf(personId: number): Promise<string> {
    const [row] = await this.db.query<{ name: string }[]>(
      `SELECT p.given_name || ' ' || p.family_name AS name FROM person p WHERE p.id = $1`,
      [personId],
    );
    return row?.name ?? '';
  }

  private async warnings(request: RequestDocument, budgetLine: BudgetLineRow | null, at: Date) {
    if (isFinal(request.state)) return [];
    const { timeZone } = this.config;
    const year = budgetLine?.year ?? localYear(request.submittedAt ?? at, timeZone);
    const needs = await needsOfYear(this.db.manager, request.id, year, timeZone);
    const startedOn = request.procedureStartedOn ?? localDate(at, timeZone);
    return purchaseWarnings({ request, budgetLine, needs, year, startedOn });
  }
}

function actionsOf(actor: Actor, request: RequestDocument) {
  const mayEdit = can(actor, 'purchase.edit', request);
  const mayProcure = can(actor, 'purchase.procure');
  return {
    edit: mayEdit && isEditable(request.state),
    submit: mayEdit && nextState(request.state, 'submit') !== null,
    withdraw: mayEdit && nextState(request.state, 'withdraw') !== null,
    startProcurement: mayProcure && nextState(request.state, 'startProcurement') !== null,
    order: mayProcure && nextState(request.state, 'order') !== null,
    accept: mayProcure && nextState(request.state, 'acceptPart') !== null,
    closeShort: mayProcure && nextState(request.state, 'closeShort') !== null,
    returnPieces: mayProcure,
  };
}
