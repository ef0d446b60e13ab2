import {
  awaitedStep,
  isEditable,
  isFinal,
  nextState,
  REQUEST_STATES,
  type RequestAction,
  type RequestState,
  stateAwaiting,
} from './purchase-request-state.js';

const ACTIONS: RequestAction[] = [
  'submit',
  'approve',
  'return',
  'reject',
  'withdraw',
  'startProcurement',
  'order',
  'acceptPart',
  'acceptRest',
  'closeShort',
];

const ALLOWED: [string, RequestState, RequestAction, RequestState][] = [
  ['a draft is submitted', 'DRAFT', 'submit', 'SUBMITTED'],
  ['a draft is thrown away', 'DRAFT', 'withdraw', 'WITHDRAWN'],
  ['the head of the unit approves', 'SUBMITTED', 'approve', 'UNIT_APPROVED'],
  ['a technician gives an opinion', 'UNIT_APPROVED', 'approve', 'IT_REVIEWED'],
  ['the holder of the budget line approves', 'IT_REVIEWED', 'approve', 'HOLDER_APPROVED'],
  ['the treasurer confirms funds', 'HOLDER_APPROVED', 'approve', 'BUDGET_CONFIRMED'],
  ['the secretary approves', 'BUDGET_CONFIRMED', 'approve', 'APPROVED'],
  ['the procedure starts', 'APPROVED', 'startProcurement', 'IN_PROCUREMENT'],
  ['it is ordered', 'IN_PROCUREMENT', 'order', 'ORDERED'],
  ['a part is delivered', 'ORDERED', 'acceptPart', 'PARTLY_ACCEPTED'],
  ['another part is delivered', 'PARTLY_ACCEPTED', 'acceptPart', 'PARTLY_ACCEPTED'],
  ['all is delivered at once', 'ORDERED', 'acceptRest', 'COMPLETED'],
  ['the rest is delivered', 'PARTLY_ACCEPTED', 'acceptRest', 'COMPLETED'],
  ['the rest will not be delivered', 'PARTLY_ACCEPTED', 'closeShort', 'COMPLETED'],
  ['a returned request starts the chain again', 'RETURNED', 'submit', 'SUBMITTED'],
  ['a returned request is given up', 'RETURNED', 'withdraw', 'WITHDRAWN'],
  ['an approved request is given up', 'APPROVED', 'withdraw', 'WITHDRAWN'],
  ['a procedure is cancelled', 'IN_PROCUREMENT', 'withdraw', 'WITHDRAWN'],
  ['an order is cancelled', 'ORDERED', 'withdraw', 'WITHDRAWN'],
  ...(['SUBMITTED', 'UNIT_APPROVED', 'IT_REVIEWED', 'HOLDER_APPROVED', 'BUDGET_CONFIRMED'] as const).flatMap(
    (state): [string, RequestState, RequestAction, RequestState][] => [
      ['any step may return it', state, 'return', 'RETURNED'],
      ['any step may reject it', state, 'reject', 'REJECTED'],
      ['it may be withdrawn while it waits', state, 'withdraw', 'WITHDRAWN'],
    ],
  ),
];

describe('states of a purchase request', () => {
  it.each(ALLOWED)('%s: %s, %s -> %s', (_rule, from, action, to) => expect(nextState(from, action)).toBe(to));

  it('nothing else is allowed', () => {
    for (const state of REQUEST_STATES) {
      for (const action of ACTIONS) {
        if (ALLOWED.some(([, from, allowed]) => from === state && allowed === action)) continue;
        expect([state, action, nextState(state, action)]).toEqual([state, action, null]);
      }
    }
  });

  it.each([
    ['SUBMITTED', 'UNIT_HEAD'],
    ['UNIT_APPROVED', 'IT_OPINION'],
    ['IT_REVIEWED', 'IT_HEAD'],
    ['HOLDER_APPROVED', 'TREASURER'],
    ['BUDGET_CONFIRMED', 'SECRETARY'],
  ] as const)('%s waits for %s', (state, step) => {
    expect(awaitedStep(state)).toBe(step);
    expect(stateAwaiting(step)).toBe(state);
  });

  it('no other state waits for a decision', () => {
    expect(REQUEST_STATES.filter((state) => awaitedStep(state) !== null)).toHaveLength(5);
  });

  it('content changes only in a draft and after a return; only three states are final', () => {
    expect(REQUEST_STATES.filter(isEditable)).toEqual(['DRAFT', 'RETURNED']);
    expect(REQUEST_STATES.filter(isFinal)).toEqual(['COMPLETED', 'REJECTED', 'WITHDRAWN']);
  });
});
