import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { SqlParams } from '../database/sql-params.js';
import { readsInternal, visibleTickets } from '../tickets/ticket-visibility.js';
import type { OutageListRow } from './outage-list.query.js';

export interface OutageDocument extends Omit<OutageListRow, 'cursor'> {
  assetId: number;
  kindLabel: string;
  /** Of the server today; what counts is the scope when the outage began. */
  inKpiScope: boolean;
  description: string;
  recordedAt: Date;
  recordedByName: string | null;
  ticketSubject: string | null;
  /** What the approved protocol says, when it says something else. */
  provenStartedAt: Date | null;
  provenEndedAt: Date | null;
  /** The other outages of the same incident. */
  siblings: { id: number; inventoryNumber: string; systemName: string }[];
}

/** One outage with all that a page about it says; null when there is none. */
export async function findOutage(tx: EntityManager, actor: Actor, id: number): Promise<OutageDocument | null> {
  const params = new SqlParams();
  const seesProtocol = `EXISTS (SELECT FROM ticket t WHERE t.id = p.ticket_id AND ${readsInternal(actor, params)})`;
  const [row] = await tx.query<OutageDocument[]>(
    `SELECT o.id, o.asset_id AS "assetId", a.inventory_number AS "inventoryNumber", a.model, k.label AS "kindLabel",
            a.in_kpi_scope AS "inKpiScope", o.system_name AS "systemName", o.cause, o.service_interrupted AS "serviceInterrupted",
            o.started_at AS "startedAt", o.ended_at AS "endedAt", o.description, o.recorded_at AS "recordedAt",
            person.given_name || ' ' || person.family_name AS "recordedByName", o.incident_id AS "incidentId",
            i.title AS "incidentTitle", t.number AS "ticketNumber", t.subject AS "ticketSubject",
            p.id AS "protocolId", p.number AS "protocolNumber", ${seesProtocol} AS "seesProtocol", s.not_counted AS "notCounted", s.evidence,
            proof.outage_started_at AS "provenStartedAt", proof.outage_ended_at AS "provenEndedAt",
            (SELECT COALESCE(json_agg(json_build_object('id', o2.id, 'inventoryNumber', a2.inventory_number,
                      'systemName', o2.system_name) ORDER BY o2.started_at), '[]')
             FROM outage o2 JOIN asset a2 ON a2.id = o2.asset_id
             WHERE o2.incident_id = o.incident_id AND o2.id <> o.id) AS siblings
     FROM outage o
     JOIN outage_assessment s ON s.outage_id = o.id
     JOIN asset a ON a.id = o.asset_id
     JOIN asset_kind k ON k.code = a.kind
     LEFT JOIN incident i ON i.id = o.incident_id
     LEFT JOIN person ON person.id = o.recorded_by
     LEFT JOIN repair_protocol p ON p.id = s.protocol_id
     LEFT JOIN LATERAL (
       SELECT r.outage_started_at, r.outage_ended_at FROM repair_protocol_revision r
       WHERE r.protocol_id = p.id AND r.state = 'APPROVED' ORDER BY r.revision DESC LIMIT 1) proof ON true
     LEFT JOIN ticket t ON t.id = o.ticket_id AND ${visibleTickets(actor, params)}
     WHERE o.id = ${params.bind(id)}`,
    params.values,
  );
  return row ?? null;
}

/** Incidents of the last weeks, to group an outage with others. */
export async function recentIncidents(tx: EntityManager, since: Date): Promise<{ id: number; title: string }[]> {
  return tx.query(
    'SELECT i.id, i.title FROM incident i WHERE i.created_at >= $1 ORDER BY i.created_at DESC, i.id DESC LIMIT 20',
    [since],
  );
}
