import { approvalSteps } from './approval-steps.js';
import type { ApprovalRow } from './purchase-request-document.query.js';

const AT = new Date('2026-03-10T11:00:00Z');

function decision(changes: Partial<ApprovalRow>): ApprovalRow {
  return {
    round: 1,
    step: 'UNIT_HEAD',
    decision: 'APPROVED',
    decidedBy: 1,
    decidedByName: 'Maria Zmyślona',
    onBehalfOfName: null,
    at: AT,
    note: '',
    ...changes,
  };
}

const shown = (...args: Parameters<typeof approvalSteps>) =>
  approvalSteps(...args).map(({ state, note }) => (note ? `${state}: ${note}` : state));

describe('the chain as shown', () => {
  it('a draft has everything before it', () => {
    expect(shown({ state: 'DRAFT', round: 1, approvals: [] }, [])).toEqual(['todo', 'todo', 'todo', 'todo', 'todo']);
  });

  it('names who decided, a deputy with the person deputised for, and who may decide now', () => {
    const approvals = [decision({ onBehalfOfName: 'Jan Wzorowy' })];
    expect(shown({ state: 'UNIT_APPROVED', round: 1, approvals }, ['Ewa Modelowa'])).toEqual([
      'done: Maria Zmyślona, z up.: Jan Wzorowy',
      'current: Ewa Modelowa',
      'todo',
      'todo',
      'todo',
    ]);
  });

  it('shows where it was returned, and nothing of earlier rounds in the next one', () => {
    const approvals = [
      decision({}),
      decision({ step: 'IT_OPINION', decision: 'RETURNED', decidedByName: 'Ewa Modelowa' }),
    ];
    expect(shown({ state: 'RETURNED', round: 1, approvals }, [])).toEqual([
      'done: Maria Zmyślona',
      'returned: Ewa Modelowa',
      'todo',
      'todo',
      'todo',
    ]);
    expect(shown({ state: 'SUBMITTED', round: 2, approvals }, [])).toEqual(['current', 'todo', 'todo', 'todo', 'todo']);
  });
});
