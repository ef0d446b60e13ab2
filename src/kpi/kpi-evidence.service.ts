import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import type { AssessedOutage } from './availability.js';
import {
  acceptanceEvidence,
  type AcceptanceEvidenceRow,
  type EvidenceTicket,
  outageEvidence,
  type OutageEvidenceRow,
  repairEvidence,
  type RepairEvidenceRow,
} from './evidence.query.js';
import type { Figures } from './kpi-figures.service.js';

/** Where a piece of evidence came from; both null when it came from no ticket, or from one that the reader may not see. */
export interface EvidenceSource {
  ticketNumber: string | null;
  inboundEmailId: number | null;
}

type Sourced<Row extends EvidenceTicket> = Omit<Row, keyof EvidenceTicket> & EvidenceSource;

export type OutageItem = Sourced<OutageEvidenceRow> &
  Pick<AssessedOutage, 'workingMinutes' | 'openAtEnd' | 'notCounted' | 'evidence'>;
export type RepairItem = Sourced<RepairEvidenceRow>;
export type AcceptanceItem = Sourced<AcceptanceEvidenceRow>;

/** What stands behind the numerators of a year, down to the ticket and the e-mail that began it. */
@Injectable()
export class KpiEvidenceService {
  constructor(private readonly db: DataSource) {}

  /** All outages of the period, counted or not. */
  async outages(actor: Actor, { availability }: Pick<Figures, 'availability'>): Promise<OutageItem[]> {
    const assessed = new Map(availability.outages.map((outage) => [outage.id, outage]));
    const rows = await outageEvidence(this.db.manager, [...assessed.keys()]);
    return rows.flatMap((row) => {
      const outage = assessed.get(row.id);
      if (!outage) return [];
      const { workingMinutes, openAtEnd, notCounted, evidence } = outage;
      return [{ ...sourced(actor, row), workingMinutes, openAtEnd, notCounted, evidence }];
    });
  }

  /** Protocols that indicator 2 counts. */
  async repairs(actor: Actor, { repairs }: Pick<Figures, 'repairs'>): Promise<RepairItem[]> {
    const rows = await repairEvidence(
      this.db.manager,
      repairs.map(({ revisionId }) => revisionId),
    );
    return rows.map((row) => sourced(actor, row));
  }

  /** Lines of acceptance protocols that indicator 3 counts. */
  async acceptances(actor: Actor, { acceptances }: Pick<Figures, 'acceptances'>): Promise<AcceptanceItem[]> {
    const rows = await acceptanceEvidence(
      this.db.manager,
      acceptances.map(({ itemId }) => itemId),
    );
    return rows.map((row) => sourced(actor, row));
  }
}

/** Who may not see a ticket may not learn its number or its e-mail from a report either. */
function sourced<Row extends EvidenceTicket>(actor: Actor, row: Row): Sourced<Row> {
  const { ticketId, ticketNumber, restricted, queue, requesterId, assigneeId, unitId, inboundEmailId, ...rest } = row;
  const facts = { restricted: restricted ?? false, queue: queue ?? '', requesterId, assigneeId, unitId };
  const visible = ticketId !== null && can(actor, 'ticket.view', facts);
  return { ...rest, ticketNumber: visible ? ticketNumber : null, inboundEmailId: visible ? inboundEmailId : null };
}
