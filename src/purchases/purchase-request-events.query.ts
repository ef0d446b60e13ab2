import type { EntityManager } from 'typeorm';
import { label } from '../rendering/labels.js';

export interface RequestEvent {
  at: Date;
  icon: string;
  text: string;
}

interface EventRow {
  at: Date;
  type: string;
  actorName: string | null;
  payload: { step?: string; round?: number; kind?: string; quantity?: number; number?: string };
}

/** What happened to a request and its deliveries, oldest first, in words. */
export async function listRequestEvents(tx: EntityManager, id: number): Promise<RequestEvent[]> {
  const rows = await tx.query<EventRow[]>(
    `SELECT e.at, e.type, p.given_name || ' ' || p.family_name AS "actorName", e.payload
     FROM event e LEFT JOIN person p ON p.id = e.actor_id
     WHERE (e.subject_type = 'purchase_request' AND e.subject_id = $1)
        OR (e.subject_type = 'acceptance_protocol'
            AND e.subject_id IN (SELECT c.id FROM acceptance_protocol c WHERE c.request_id = $1))
     ORDER BY e.id`,
    [id],
  );
  return rows.flatMap((row) => {
    const sentence = sentenceOf(row);
    if (!sentence) return [];
    const [icon, text] = sentence;
    return [{ at: row.at, icon, text: `${row.actorName ?? 'System'}: ${text}` }];
  });
}

/** null for what another event tells already. */
function sentenceOf({ type, payload }: EventRow): [icon: string, text: string] | null {
  const step = () => {
    const name = label('approvalStep', payload.step);
    return name.charAt(0).toLowerCase() + name.slice(1);
  };
  switch (type) {
    case 'purchase-request.drafted':
      return ['edit', 'sporządzono projekt wniosku'];
    case 'purchase-request.changed':
      return ['edit', 'zmieniono treść wniosku'];
    case 'purchase-request.submitted':
      return ['send', payload.round === 1 ? 'złożono wniosek' : 'złożono wniosek ponownie'];
    case 'purchase-request.step-approved':
      return ['check', `zaakceptowano (${step()})`];
    case 'purchase-request.returned':
      return ['corner-up-left', `zwrócono do uzupełnienia (${step()})`];
    case 'purchase-request.rejected':
      return ['x', `odrzucono (${step()})`];
    case 'purchase-request.withdrawn':
      return ['x', 'wycofano wniosek'];
    case 'purchase-request.procurement-started':
      return ['history', 'rozpoczęto postępowanie'];
    case 'purchase-request.ordered':
      return ['shopping-cart', 'złożono zamówienie'];
    case 'purchase-request.completed':
      return ['circle-check', 'wniosek zrealizowano'];
    case 'acceptance.recorded':
      return ['clipboard-check', `sporządzono protokół odbioru ${payload.number ?? ''}`];
    case 'acceptance.returned':
      return ['corner-up-left', `${label('returnKind', payload.kind).toLowerCase()}: ${payload.quantity ?? 0} szt.`];
    default:
      return null;
  }
}
