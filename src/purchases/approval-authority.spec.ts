import type { RoleHeld } from '../access/actor.js';
import { type Authority, authorityOver } from './approval-authority.js';
import type { ApprovalStep } from './purchase-request-state.js';

const UNIT = 7;
const WO = 3;
const REQUESTER = 100;
const ME = 1;
const CHIEF = 2;

const head = (unitId: number, onBehalfOf: number | null = null): RoleHeld => ({ role: 'unitHead', unitId, onBehalfOf });
const office = (role: RoleHeld['role'], onBehalfOf: number | null = null): RoleHeld => ({
  role,
  unitId: null,
  onBehalfOf,
});

interface Case {
  rule: string;
  roles: RoleHeld[];
  step: ApprovalStep;
  unitId?: number;
  requesterId?: number;
  writtenBy?: number[];
  decided?: ApprovalStep[];
  expected: Authority | string;
}

const CASES: Case[] = [
  { rule: 'the head of the unit decides for it', roles: [head(UNIT)], step: 'UNIT_HEAD', expected: 'own name' },
  { rule: 'the head of another unit does not', roles: [head(9)], step: 'UNIT_HEAD', expected: 'not-the-role' },
  { rule: 'a deputy decides for the head', roles: [head(UNIT, CHIEF)], step: 'UNIT_HEAD', expected: 'z up.' },
  {
    rule: 'who is head and deputy decides in their own name',
    roles: [head(UNIT, CHIEF), head(UNIT)],
    step: 'UNIT_HEAD',
    expected: 'own name',
  },
  { rule: 'a technician gives the opinion', roles: [office('technician')], step: 'IT_OPINION', expected: 'own name' },
  {
    rule: 'the treasurer gives no IT opinion',
    roles: [office('treasurer')],
    step: 'IT_OPINION',
    expected: 'not-the-role',
  },
  {
    rule: 'the head of WO decides for the budget line',
    roles: [office('itHead')],
    step: 'IT_HEAD',
    expected: 'own name',
  },
  { rule: 'the treasurer confirms funds', roles: [office('treasurer')], step: 'TREASURER', expected: 'own name' },
  { rule: 'so does the deputy', roles: [office('treasurer', CHIEF)], step: 'TREASURER', expected: 'z up.' },
  { rule: 'the secretary approves', roles: [office('secretary')], step: 'SECRETARY', expected: 'own name' },
  {
    rule: 'nobody decides a step of their own request',
    roles: [head(UNIT)],
    step: 'UNIT_HEAD',
    requesterId: ME,
    expected: 'own-request',
  },
  {
    rule: 'nor of one that they wrote in the name of another',
    roles: [office('itHead')],
    step: 'IT_HEAD',
    writtenBy: [REQUESTER, ME],
    expected: 'own-request',
  },
  {
    rule: 'but a technician gives the opinion on what they wrote down for a unit',
    roles: [office('technician')],
    step: 'IT_OPINION',
    writtenBy: [REQUESTER, ME],
    expected: 'own name',
  },
  {
    rule: 'nor as a deputy of somebody else',
    roles: [office('treasurer', CHIEF)],
    step: 'TREASURER',
    requesterId: ME,
    expected: 'own-request',
  },
  {
    rule: 'a deputy decides the request of the person deputised for',
    roles: [head(UNIT, CHIEF)],
    step: 'UNIT_HEAD',
    requesterId: CHIEF,
    expected: 'z up.',
  },
  {
    rule: 'nobody decides two steps',
    roles: [office('itHead')],
    step: 'IT_HEAD',
    decided: ['IT_OPINION'],
    expected: 'decided-another-step',
  },
  {
    rule: 'the same step again, in the next round, is not a second step',
    roles: [office('itHead')],
    step: 'IT_HEAD',
    decided: ['IT_HEAD'],
    expected: 'own name',
  },
  {
    rule: 'in requests of WO the head of WO leaves the step of the head of unit to the deputy',
    roles: [head(WO), office('itHead')],
    step: 'UNIT_HEAD',
    unitId: WO,
    expected: 'deputy-decides',
  },
  {
    rule: 'who acts for the head of WO there',
    roles: [head(WO, CHIEF)],
    step: 'UNIT_HEAD',
    unitId: WO,
    expected: 'z up.',
  },
  {
    rule: 'a deputy of the head of WO may be head of a unit',
    roles: [head(UNIT), office('itHead', CHIEF)],
    step: 'UNIT_HEAD',
    expected: 'own name',
  },
];

describe('who may decide a step', () => {
  it.each(CASES)(
    '$rule',
    ({ roles, step, unitId = UNIT, requesterId = REQUESTER, writtenBy = [REQUESTER], decided = [], expected }) => {
      const authority = authorityOver(
        { personId: ME, roles },
        {
          step,
          request: { requesterId, unitId, writtenBy },
          decisions: decided.map((done) => ({ step: done, decidedBy: ME })),
        },
      );
      if (expected === 'own name') expect(authority).toEqual({ kind: 'may', onBehalfOf: null });
      else if (expected === 'z up.') expect(authority).toEqual({ kind: 'may', onBehalfOf: CHIEF });
      else expect(authority).toEqual({ kind: 'may-not', reason: expected });
    },
  );
});
