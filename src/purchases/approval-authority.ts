import { type Actor, type Role, type RoleHeld } from '../access/actor.js';
import type { ApprovalStep } from './purchase-request-state.js';

/** Whose decision a step is. */
export const ROLE_OF_STEP: Record<ApprovalStep, Role> = {
  UNIT_HEAD: 'unitHead',
  IT_OPINION: 'technician',
  IT_HEAD: 'itHead',
  TREASURER: 'treasurer',
  SECRETARY: 'secretary',
};

interface Authorship {
  requesterId: number;
  /** Who drafted, edited or submitted it, for themselves or for the requester. */
  writtenBy: readonly number[];
}

interface Facts {
  step: ApprovalStep;
  request: Authorship & { unitId: number };
  /** Decisions on this request so far, of all rounds. */
  decisions: readonly { step: ApprovalStep; decidedBy: number }[];
}

export type AuthorityRefusal = 'not-the-role' | 'own-request' | 'decided-another-step' | 'deputy-decides';

export type Authority =
  /** `onBehalfOf`: the person a deputy decides for ("z up."), null in one's own name. */
  { kind: 'may'; onBehalfOf: number | null } | { kind: 'may-not'; reason: AuthorityRefusal };

/** Said to the person who may not decide. */
export const AUTHORITY_REFUSALS: Record<AuthorityRefusal, string> = {
  'not-the-role': 'Ten krok rozstrzyga inna osoba.',
  'own-request':
    'Nie można decydować o wniosku własnym ani o takim, który się pisało lub składało za kogoś. Decyzję podejmuje inna uprawniona osoba.',
  'decided-another-step':
    'Ta sama osoba nie może rozstrzygnąć dwóch kroków jednego wniosku. Decyzję podejmuje zastępca.',
  'deputy-decides': 'We wnioskach własnego wydziału za kierownika komórki decyduje zastępca naczelnika.',
};

/**
 * Whether a person may decide a step of a request. Nobody decides two steps of one request, nor a step of their own. In WO's own
 * requests the head of WO, whose turn comes two steps later, leaves the step of the head of unit to the deputy.
 * Source: domain guide section 5, Order of approvals.
 */
export function authorityOver(
  actor: Pick<Actor, 'personId' | 'roles'>,
  { step, request, decisions }: Facts,
): Authority {
  const held = actor.roles.filter((role) => role.role === ROLE_OF_STEP[step] && covers(role, step, request.unitId));
  const role = held.find(({ onBehalfOf }) => onBehalfOf === null) ?? held[0];
  if (!role) return { kind: 'may-not', reason: 'not-the-role' };
  if (isOwnRequest(actor.personId, step, request)) return { kind: 'may-not', reason: 'own-request' };
  if (decisions.some((decision) => decision.decidedBy === actor.personId && decision.step !== step)) {
    return { kind: 'may-not', reason: 'decided-another-step' };
  }
  if (step === 'UNIT_HEAD' && role.onBehalfOf === null && isItHead(actor)) {
    return { kind: 'may-not', reason: 'deputy-decides' };
  }
  return { kind: 'may', onBehalfOf: role.onBehalfOf };
}

/**
 * Whose request it is cannot be hidden behind another's name: who wrote it has a part in it. But a technician who writes down what a
 * unit needs says with it what they would say in their opinion.
 */
export function isOwnRequest(personId: number, step: ApprovalStep, { requesterId, writtenBy }: Authorship): boolean {
  return requesterId === personId || (step !== 'IT_OPINION' && writtenBy.includes(personId));
}

/** A head is the head of one unit; all other roles are held for the office. */
function covers(role: RoleHeld, step: ApprovalStep, unitId: number): boolean {
  return step !== 'UNIT_HEAD' || role.unitId === unitId;
}

function isItHead(actor: Pick<Actor, 'roles'>): boolean {
  return actor.roles.some((role) => role.role === 'itHead' && role.onBehalfOf === null);
}
