import type { EntityManager } from 'typeorm';
import { DomainError, found } from '../common/domain-error.js';
import { type OperationLine, type PartLine, plainContent, type ProtocolContent } from './protocol-content.js';
import { effectiveRevision, isOpen } from './protocol-state.js';
import { RepairProtocol, RepairProtocolRevision } from './repair-protocol.entity.js';

export interface LockedProtocol {
  protocol: RepairProtocol;
  revisions: RepairProtocolRevision[];
  /** The revision in the making; null when all have their outcome. */
  open: RepairProtocolRevision | null;
  /** The revision that counts. */
  effective: RepairProtocolRevision | null;
}

/** The protocol with its revisions, locked until the transaction ends. @throws DomainError `repair-protocol.not-found` */
export async function lockProtocol(tx: EntityManager, id: number): Promise<LockedProtocol> {
  const protocol = found(
    await tx.findOne(RepairProtocol, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    'repair-protocol',
  );
  const revisions = await tx.find(RepairProtocolRevision, { where: { protocolId: id }, order: { revision: 'ASC' } });
  const open = revisions.find(({ state }) => isOpen(state)) ?? null;
  return { protocol, revisions, open, effective: effectiveRevision(revisions) };
}

/**
 * The revision that people work on, if it is still the one they have seen.
 * @param edition what the page showed; undefined for callers that do not show pages
 * @throws DomainError `repair-protocol.not-open`, `repair-protocol.changed-meanwhile`
 */
export function openRevision({ open }: LockedProtocol, edition?: number): RepairProtocolRevision {
  if (!open) {
    throw new DomainError(
      'repair-protocol.not-open',
      'conflict',
      'Protokół jest już zakończony. Zmianę wprowadza korekta protokołu.',
    );
  }
  if (edition !== undefined && edition !== open.edition) {
    throw new DomainError(
      'repair-protocol.changed-meanwhile',
      'conflict',
      'Protokół zmienił w międzyczasie ktoś inny. Należy otworzyć go ponownie i sprawdzić jego treść.',
    );
  }
  return open;
}

/** Writes fields and lines of an editable revision; whoever writes them cannot approve it any more. */
export async function writeContent(
  tx: EntityManager,
  revision: RepairProtocolRevision,
  content: ProtocolContent,
  writerId: number,
): Promise<void> {
  addWriter(revision, writerId);
  await tx.save(Object.assign(revision, plainContent(content), { edition: revision.edition + 1 }));
  await tx.query('DELETE FROM repair_operation WHERE revision_id = $1', [revision.id]);
  await tx.query('DELETE FROM repair_part WHERE revision_id = $1', [revision.id]);
  await insertLines(tx, revision.id, content.operations, content.parts);
}

export function addWriter(revision: RepairProtocolRevision, personId: number): void {
  if (!revision.writtenBy.includes(personId)) revision.writtenBy = [...revision.writtenBy, personId];
}

/** Ids of those who wrote it. One that was approved before writers were recorded has none: those of whom its events tell. */
export async function writersOf(tx: EntityManager, revision: RepairProtocolRevision): Promise<number[]> {
  const { protocolId, preparedBy, submittedBy, writtenBy } = revision;
  const known = [preparedBy, ...(submittedBy === null ? [] : [submittedBy]), ...writtenBy];
  if (writtenBy.length > 0) return known;
  const told = await tx.query<{ id: number }[]>(
    `SELECT DISTINCT e.actor_id AS id FROM event e
     WHERE e.subject_type = 'repair_protocol' AND e.subject_id = $1 AND e.actor_id IS NOT NULL
       AND e.type IN ('repair-protocol.changed', 'repair-protocol.submitted')`,
    [protocolId],
  );
  return [...known, ...told.map(({ id }) => id)];
}

/** Copies the lines of a revision to its correction. */
export async function copyLines(tx: EntityManager, fromRevisionId: number, toRevisionId: number): Promise<void> {
  await tx.query(
    `INSERT INTO repair_operation (revision_id, kind, description, position)
     SELECT $2, o.kind, o.description, o.position FROM repair_operation o WHERE o.revision_id = $1`,
    [fromRevisionId, toRevisionId],
  );
  await tx.query(
    `INSERT INTO repair_part (revision_id, name, quantity, serial_number, source, gross_price_grosze, position)
     SELECT $2, p.name, p.quantity, p.serial_number, p.source, p.gross_price_grosze, p.position
     FROM repair_part p WHERE p.revision_id = $1`,
    [fromRevisionId, toRevisionId],
  );
}

async function insertLines(
  tx: EntityManager,
  revisionId: number,
  operations: readonly OperationLine[],
  parts: readonly PartLine[],
): Promise<void> {
  await tx.query(
    `INSERT INTO repair_operation (revision_id, kind, description, position)
     SELECT $1, o.kind, o.description, o.position
     FROM jsonb_to_recordset($2::jsonb) AS o (kind text, description text, position integer)`,
    [revisionId, numbered(operations)],
  );
  await tx.query(
    `INSERT INTO repair_part (revision_id, name, quantity, serial_number, source, gross_price_grosze, position)
     SELECT $1, p.name, p.quantity, p."serialNumber", p.source, p."grossPriceGrosze", p.position
     FROM jsonb_to_recordset($2::jsonb)
       AS p (name text, quantity integer, "serialNumber" text, source text, "grossPriceGrosze" bigint, position integer)`,
    [revisionId, numbered(parts)],
  );
}

function numbered(lines: readonly object[]): string {
  return JSON.stringify(lines.map((line, index) => ({ ...line, position: index + 1 })));
}
