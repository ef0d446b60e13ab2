export const REQUEST_STATES = [
  'DRAFT',
  'SUBMITTED',
  'UNIT_APPROVED',
  'IT_REVIEWED',
  'HOLDER_APPROVED',
  'BUDGET_CONFIRMED',
  'APPROVED',
  'IN_PROCUREMENT',
  'ORDERED',
  'PARTLY_ACCEPTED',
  'COMPLETED',
  'RETURNED',
  'REJECTED',
  'WITHDRAWN',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** Steps of the chain, in their order. */
export const APPROVAL_STEPS = ['UNIT_HEAD', 'IT_OPINION', 'IT_HEAD', 'TREASURER', 'SECRETARY'] as const;
export type ApprovalStep = (typeof APPROVAL_STEPS)[number];

export type RequestAction =
  | 'submit'
  | 'approve'
  | 'return'
  | 'reject'
  | 'withdraw'
  | 'startProcurement'
  | 'order'
  | 'acceptPart'
  | 'acceptRest'
  /** The supplier will not deliver the rest. */
  | 'closeShort';

const REFUSALS = { return: 'RETURNED', reject: 'REJECTED', withdraw: 'WITHDRAWN' } as const;

/** Anything not in this table is refused. Source: domain guide section 5, Purchase request. */
const TRANSITIONS: Record<RequestState, Partial<Record<RequestAction, RequestState>>> = {
  DRAFT: { submit: 'SUBMITTED', withdraw: 'WITHDRAWN' },
  SUBMITTED: { approve: 'UNIT_APPROVED', ...REFUSALS },
  UNIT_APPROVED: { approve: 'IT_REVIEWED', ...REFUSALS },
  IT_REVIEWED: { approve: 'HOLDER_APPROVED', ...REFUSALS },
  HOLDER_APPROVED: { approve: 'BUDGET_CONFIRMED', ...REFUSALS },
  BUDGET_CONFIRMED: { approve: 'APPROVED', ...REFUSALS },
  APPROVED: { startProcurement: 'IN_PROCUREMENT', withdraw: 'WITHDRAWN' },
  IN_PROCUREMENT: { order: 'ORDERED', withdraw: 'WITHDRAWN' },
  ORDERED: { acceptPart: 'PARTLY_ACCEPTED', acceptRest: 'COMPLETED', withdraw: 'WITHDRAWN' },
  PARTLY_ACCEPTED: { acceptPart: 'PARTLY_ACCEPTED', acceptRest: 'COMPLETED', closeShort: 'COMPLETED' },
  COMPLETED: {},
  RETURNED: { submit: 'SUBMITTED', withdraw: 'WITHDRAWN' },
  REJECTED: {},
  WITHDRAWN: {},
};

/** @returns null when the action is not allowed in this state */
export function nextState(state: RequestState, action: RequestAction): RequestState | null {
  return TRANSITIONS[state][action] ?? null;
}

/** The step that a request waits for. */
const STEP_OF: Partial<Record<RequestState, ApprovalStep>> = {
  SUBMITTED: 'UNIT_HEAD',
  UNIT_APPROVED: 'IT_OPINION',
  IT_REVIEWED: 'IT_HEAD',
  HOLDER_APPROVED: 'TREASURER',
  BUDGET_CONFIRMED: 'SECRETARY',
};

/** @returns null when no approval is awaited */
export function awaitedStep(state: RequestState): ApprovalStep | null {
  return STEP_OF[state] ?? null;
}

/** The state in which a request waits for a step. */
export function stateAwaiting(step: ApprovalStep): RequestState {
  return REQUEST_STATES.find((state) => STEP_OF[state] === step)!;
}

/** Its content may still change. */
export function isEditable(state: RequestState): boolean {
  return state === 'DRAFT' || state === 'RETURNED';
}

/** Nothing happens to it any more; the ticket behind it may close. */
export function isFinal(state: RequestState): boolean {
  return Object.keys(TRANSITIONS[state]).length === 0;
}
