import { label } from '../rendering/labels.js';
import type { ApprovalRow, RequestDocument } from './purchase-request-document.query.js';
import { APPROVAL_STEPS, awaitedStep, type RequestState } from './purchase-request-state.js';

/** One step on the way, as the partial `steps` shows it. */
export interface StepView {
  label: string;
  state: 'done' | 'current' | 'todo' | 'returned' | 'refused';
  note: string | null;
  at: Date | null;
}

/** `Anna Nowak, z up.: Jan Kowalski`: both persons of a deputy's decision. */
export function decidedBy({
  decidedByName,
  onBehalfOfName,
}: Pick<ApprovalRow, 'decidedByName' | 'onBehalfOfName'>): string {
  return onBehalfOfName ? `${decidedByName}, z up.: ${onBehalfOfName}` : decidedByName;
}

const STATE_OF = { APPROVED: 'done', RETURNED: 'returned', REJECTED: 'refused' } as const;

/** The chain of approvals in its present round. @param waitingFor who may decide now, by name */
export function approvalSteps(
  { state, round, approvals }: Pick<RequestDocument, 'state' | 'round' | 'approvals'>,
  waitingFor: readonly string[],
): StepView[] {
  const awaited = awaitedStep(state);
  return APPROVAL_STEPS.map((step): StepView => {
    const name = label('approvalStep', step);
    const decision = approvals.find((approval) => approval.round === round && approval.step === step);
    if (decision)
      return { label: name, state: STATE_OF[decision.decision], note: decidedBy(decision), at: decision.at };
    if (step !== awaited) return { label: name, state: 'todo', note: null, at: null };
    return { label: name, state: 'current', note: waitingFor.slice(0, 3).join(', ') || null, at: null };
  });
}

const ORDER: readonly RequestState[] = ['APPROVED', 'IN_PROCUREMENT', 'ORDERED', 'PARTLY_ACCEPTED', 'COMPLETED'];

/** From the approval to the delivery; empty until all have approved. */
export function fulfilmentSteps(document: RequestDocument): StepView[] {
  const reached = ORDER.indexOf(document.state);
  if (reached < 0) return [];
  const view = (name: string, position: number, note: string | null): StepView => ({
    label: name,
    state: reached > position ? 'done' : reached === position ? 'current' : 'todo',
    note,
    at: null,
  });
  const delivered = document.acceptances.map(({ number }) => number).join(', ') || null;
  const delivery = reached === 4 ? 'done' : reached >= 2 ? 'current' : 'todo';
  return [
    view('Postępowanie', 0, document.procedureMark ?? document.procedureStartedOn),
    view('Zamówienie', 1, document.orderReference),
    { label: 'Odbiór', state: delivery, note: delivered, at: null },
  ];
}
