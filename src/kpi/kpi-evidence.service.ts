import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import type { AssessedOutage } from './availability.js';
import {
  acceptanceEvidence,
  type AcceptanceEvidenceRow,
  outageEvidence,
  type OutageEvidenceRow,
  repairEvidence,
  type RepairEvidenceRow,
} from './evidence.query.js';
import type { Figures } from './kpi-figures.service.js';

export type OutageItem = OutageEvidenceRow &
  Pick<AssessedOutage, 'workingMinutes' | 'openAtEnd' | 'notCounted' | 'evidence'>;
export type RepairItem = RepairEvidenceRow;
export type AcceptanceItem = AcceptanceEvidenceRow;

/** What stands behind the numerators of a year, down to the ticket and the e-mail that began it. */
@Injectable()
export class KpiEvidenceService {
  constructor(private readonly db: DataSource) {}

  /** All outages of the period, counted or not. */
  async outages(actor: Actor, { availability }: Pick<Figures, 'availability'>): Promise<OutageItem[]> {
    const assessed = new Map(availability.outages.map((outage) => [outage.id, outage]));
    const rows = await outageEvidence(this.db.manager, actor, [...assessed.keys()]);
    return rows.flatMap((row) => {
      const outage = assessed.get(row.id);
      if (!outage) return [];
      const { workingMinutes, openAtEnd, notCounted, evidence } = outage;
      return [{ ...row, workingMinutes, openAtEnd, notCounted, evidence }];
    });
  }

  /** Protocols that indicator 2 counts. */
  async repairs(actor: Actor, { repairs }: Pick<Figures, 'repairs'>): Promise<RepairItem[]> {
    const revisionIds = repairs.map(({ revisionId }) => revisionId);
    return repairEvidence(this.db.manager, actor, revisionIds);
  }

  /** Lines of acceptance protocols that indicator 3 counts. */
  async acceptances(actor: Actor, { acceptances }: Pick<Figures, 'acceptances'>): Promise<AcceptanceItem[]> {
    const itemIds = acceptances.map(({ itemId }) => itemId);
    return acceptanceEvidence(this.db.manager, actor, itemIds);
  }
}
