import { PROTOCOL_STATES, type ProtocolState } from './protocol-codes.js';
import {
  allowsAction,
  currentRevision,
  effectiveRevision,
  isEditable,
  isOpen,
  type ProtocolAction,
  transition,
} from './protocol-state.js';

const ACTIONS: readonly ProtocolAction[] = ['submit', 'approve', 'return', 'annul'];

const ALLOWED: readonly [ProtocolState, ProtocolAction, ProtocolState][] = [
  ['DRAFT', 'submit', 'SUBMITTED'],
  ['SUBMITTED', 'approve', 'APPROVED'],
  ['SUBMITTED', 'return', 'RETURNED'],
  ['SUBMITTED', 'annul', 'ANNULLED'],
  ['RETURNED', 'submit', 'SUBMITTED'],
  ['RETURNED', 'annul', 'ANNULLED'],
  ['APPROVED', 'annul', 'ANNULLED'],
];

describe('states of a protocol', () => {
  it.each(ALLOWED)('%s + %s = %s', (from, action, to) => {
    expect(transition(from, action)).toBe(to);
    expect(allowsAction(from, action)).toBe(true);
  });

  const refused = PROTOCOL_STATES.flatMap((state) => ACTIONS.map((action) => [state, action] as const)).filter(
    ([state, action]) => !ALLOWED.some(([from, allowed]) => from === state && allowed === action),
  );
  it.each(refused)('%s + %s is refused', (state, action) => {
    expect(() => transition(state, action)).toThrow(
      expect.objectContaining({ code: 'repair-protocol.transition-not-allowed', kind: 'conflict' }),
    );
    expect(allowsAction(state, action)).toBe(false);
  });

  it.each<[ProtocolState, boolean, boolean]>([
    ['DRAFT', true, true],
    ['RETURNED', true, true],
    ['SUBMITTED', false, true],
    ['APPROVED', false, false],
    ['ANNULLED', false, false],
  ])('%s: editable %s, in the making %s', (state, editable, open) => {
    expect(isEditable(state)).toBe(editable);
    expect(isOpen(state)).toBe(open);
  });
});

describe('revisions', () => {
  it.each<[string, ProtocolState[], number | null, number | null]>([
    ['a draft counts for nothing yet', ['DRAFT'], null, 1],
    ['an approved one counts', ['APPROVED'], 1, 1],
    ['a correction in the making does not count yet', ['APPROVED', 'SUBMITTED'], 1, 2],
    ['an approved correction takes over', ['APPROVED', 'APPROVED'], 2, 2],
    ['an annulled correction gives way', ['APPROVED', 'ANNULLED'], 1, 1],
    ['a correction after an annulled correction', ['APPROVED', 'ANNULLED', 'DRAFT'], 1, 3],
    ['an annulled protocol counts for nothing', ['ANNULLED', 'ANNULLED'], null, 2],
    ['no revision at all', [], null, null],
  ])('%s', (_rule, states, effective, current) => {
    const revisions = states.map((state, index) => ({ revision: index + 1, state }));
    expect(effectiveRevision(revisions)?.revision ?? null).toBe(effective);
    expect(currentRevision(revisions)?.revision ?? null).toBe(current);
  });
});
