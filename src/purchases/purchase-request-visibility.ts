import { type Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import type { SqlParams } from '../database/sql-params.js';
import { ROLE_OF_STEP } from './approval-authority.js';
import { APPROVAL_STEPS, type ApprovalStep, stateAwaiting } from './purchase-request-state.js';

/** A request of nobody and of no unit: who may see it may see all. */
const ANY_REQUEST = { requesterId: 0, unitId: 0 };

/** The SQL twin of `purchase.view` in access/policy.ts, for lists: a condition on the alias `r` of table purchase_request. */
export function visibleRequests(actor: Actor, params: SqlParams): string {
  if (can(actor, 'purchase.view', ANY_REQUEST)) return 'true';
  const own = `r.requester_id = ${params.bind(actor.personId)}`;
  const units = headedUnits(actor);
  return units.length > 0 ? `(${own} OR r.unit_id = ANY(${params.bind(units)}::integer[]))` : own;
}

/** The SQL twin of `authorityOver`: requests that wait for a decision which this person may take. */
export function awaitingDecisionOf(actor: Actor, params: SqlParams): string {
  const scopes = APPROVAL_STEPS.flatMap((step) => {
    const scope = scopeOf(actor, step, params);
    return scope ? [{ step, scope }] : [];
  });
  // A parameter that stands in no condition would have no type.
  if (scopes.length === 0) return 'false';
  const me = params.bind(actor.personId);
  const steps = scopes.map(
    ({
      step,
      scope,
    }) => `(r.state = '${stateAwaiting(step)}' AND ${scope} AND ${step === 'IT_OPINION' ? 'true' : `${me} <> ALL (r.written_by)`} AND NOT EXISTS (SELECT FROM approval d
            WHERE d.request_id = r.id AND d.decided_by = ${me} AND d.step <> '${step}'))`,
  );
  return `(r.requester_id <> ${me} AND (${steps.join(' OR ')}))`;
}

function scopeOf(actor: Actor, step: ApprovalStep, params: SqlParams): string | null {
  const held = actor.roles.filter(({ role }) => role === ROLE_OF_STEP[step]);
  if (step !== 'UNIT_HEAD') return held.length > 0 ? 'true' : null;
  const units = headedUnits(actor, { leavesOwnToDeputy: isItHead(actor) });
  return units.length > 0 ? `r.unit_id = ANY(${params.bind(units)}::integer[])` : null;
}

function headedUnits(actor: Actor, { leavesOwnToDeputy = false } = {}): number[] {
  return actor.roles.flatMap(({ role, unitId, onBehalfOf }) =>
    role === 'unitHead' && unitId !== null && !(leavesOwnToDeputy && onBehalfOf === null) ? [unitId] : [],
  );
}

function isItHead(actor: Actor): boolean {
  return actor.roles.some(({ role, onBehalfOf }) => role === 'itHead' && onBehalfOf === null);
}
