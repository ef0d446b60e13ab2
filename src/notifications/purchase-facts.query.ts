import type { EntityManager } from 'typeorm';
import { found } from '../common/domain-error.js';
import { authorityOver, ROLE_OF_STEP } from '../purchases/approval-authority.js';
import { type ApprovalStep, awaitedStep, type RequestState } from '../purchases/purchase-request-state.js';
import type { EventFacts } from './notifications-for.js';
import { staffContacts } from './staff-contacts.query.js';

interface RequestRow {
  state: RequestState;
  unit_id: number;
  requester_id: number;
  written_by: number[];
  assignee_id: number | null;
  decisions: { step: ApprovalStep; decidedBy: number }[];
}

/** Who asked for the purchase, and who may take the step that the event opened, deputies included. */
export async function purchaseFacts(
  tx: EntityManager,
  event: { subject_id: number; to: unknown },
  today: string,
): Promise<Pick<EventFacts, 'approvers' | 'author'>> {
  const [row] = await tx.query<RequestRow[]>(
    `SELECT r.state, r.unit_id, r.requester_id, r.written_by, t.assignee_id,
       (SELECT COALESCE(json_agg(json_build_object('step', a.step, 'decidedBy', a.decided_by)), '[]')
        FROM approval a WHERE a.request_id = r.id) AS decisions
     FROM purchase_request r LEFT JOIN ticket t ON t.id = r.ticket_id WHERE r.id = $1`,
    [event.subject_id],
  );
  const request = found(row, 'purchase-request');
  const [author = null] = await staffContacts(tx, { ids: [request.requester_id] }, null, today);
  const step = awaitedStep(typeof event.to === 'string' ? (event.to as RequestState) : request.state);
  if (!step) return { author, approvers: [] };
  const holders = await staffContacts(tx, { roles: [ROLE_OF_STEP[step]], unitId: request.unit_id }, null, today);
  const facts = {
    step,
    request: { requesterId: request.requester_id, unitId: request.unit_id, writtenBy: request.written_by },
    decisions: request.decisions,
  };
  const able = holders.filter((person) => authorityOver(person, facts).kind === 'may');
  // The technician who works on the ticket gives the opinion; without one any of them may.
  const assignee = step === 'IT_OPINION' ? able.filter(({ personId }) => personId === request.assignee_id) : [];
  return { author, approvers: assignee.length > 0 ? assignee : able };
}
