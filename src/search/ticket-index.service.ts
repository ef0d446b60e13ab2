import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { toTsVector } from '../common/search-text.js';
import { ticketTexts } from './ticket-documents.query.js';

const BATCH = 200;

/** Keeps the search documents of tickets in step with what is said on them, a second or so behind. */
@Injectable()
export class TicketIndexService {
  constructor(private readonly db: DataSource) {}

  /** Indexes all tickets that are due, batch by batch; several processes share the work. @returns how many documents were written */
  async indexDue(): Promise<number> {
    let total = 0;
    for (;;) {
      const { taken, written } = await this.indexBatch();
      total += written;
      if (taken < BATCH) return total;
    }
  }

  /** Marks every ticket as due, for a new way of stemming or after a bulk load. @returns how many were marked */
  async markAll(): Promise<number> {
    const [row] = await this.db.query<{ count: number }[]>(
      `WITH marked AS (INSERT INTO ticket_search_due (ticket_id) SELECT t.id FROM ticket t ORDER BY t.id DESC RETURNING 1)
       SELECT count(*) AS count FROM marked`,
    );
    return row!.count;
  }

  private async indexBatch(): Promise<{ taken: number; written: number }> {
    return this.db.transaction(async (tx) => {
      const [due] = await tx.query<[{ ticket_id: number }[], number]>(
        `DELETE FROM ticket_search_due WHERE id IN (SELECT d.id FROM ticket_search_due d ORDER BY d.id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING ticket_id`,
        [BATCH],
      );
      const ticketIds = [...new Set(due.map((row) => row.ticket_id))].sort((a, b) => a - b);
      if (ticketIds.length > 0) await this.write(tx, ticketIds);
      return { taken: due.length, written: ticketIds.length };
    });
  }

  /** Ids in ascending order, so that two processes lock rows in the same order. */
  private async write(tx: EntityManager, ticketIds: readonly number[]): Promise<void> {
    const texts = await ticketTexts(tx, ticketIds);
    const rows = texts
      .sort((a, b) => a.ticketId - b.ticketId)
      .map(({ ticketId, number, subject, requester, device, messages, files }) => ({
        ticketId,
        document: toTsVector([number, bareNumber(number), subject, requester, device, ...messages, files]),
      }));
    await tx.query(
      `INSERT INTO ticket_search (ticket_id, document)
       SELECT r.ticket_id, r.document::tsvector FROM unnest($1::integer[], $2::text[]) AS r (ticket_id, document)
       ON CONFLICT ON CONSTRAINT ticket_search_pk DO UPDATE SET document = EXCLUDED.document`,
      [rows.map(({ ticketId }) => ticketId), rows.map(({ document }) => document)],
    );
  }
}

/** People say "zgłoszenie 123". */
function bareNumber(number: string): string {
  const sequence = number.slice(number.lastIndexOf('/') + 1);
  return `${sequence} ${Number(sequence)}`;
}
