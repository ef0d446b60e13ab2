import type { EntityManager } from 'typeorm';
import type { AssetRow } from '../inventory/asset-lookup.query.js';
import { maskPesel } from '../rendering/message-text.js';
import type { Ticket } from '../tickets/ticket.entity.js';
import type { ProtocolContent } from './protocol-content.js';

const FAULT_MAX_LENGTH = 2_000;

/**
 * What a new protocol starts with: unit and room of the ticket (of the register when the ticket has none), the user, the
 * reported fault in the requester's words, and the last outage of the server that the ticket is about.
 */
export async function draftContent(
  tx: EntityManager,
  ticket: Ticket,
  asset: AssetRow,
  outageId: number | null,
): Promise<ProtocolContent> {
  const [row] = await tx.query<{ fault: string | null; outageId: number | null; system: string | null }[]>(
    `SELECT (SELECT NULLIF(trim(m.reply_text), '') FROM ticket_message m
             WHERE m.ticket_id = $1 AND m.direction = 'inbound' AND NOT m.automatic ORDER BY m.id LIMIT 1) AS fault,
            o.id AS "outageId", 'system ' || o.system_name AS system
     FROM (SELECT) AS nothing
     LEFT JOIN LATERAL (
       SELECT o.id, o.system_name FROM outage o
       WHERE o.asset_id = $2 AND (o.id = $3 OR ($3::integer IS NULL AND o.ticket_id = $1)) ORDER BY o.started_at DESC LIMIT 1
     ) o ON true`,
    [ticket.id, asset.id, outageId],
  );
  return {
    completedOn: null,
    unitId: ticket.unitId ?? asset.unitId,
    room: ticket.room ?? asset.room,
    userName: asset.userName ?? ticket.requesterName,
    faultReported: maskPesel((row?.fault ?? ticket.subject).slice(0, FAULT_MAX_LENGTH)),
    diagnosis: '',
    result: null,
    remarks: '',
    warrantyRepair: false,
    outageId: row?.outageId ?? null,
    affectedSystems: row?.system ?? '',
    receivedByName: null,
    operations: [],
    parts: [],
  };
}
