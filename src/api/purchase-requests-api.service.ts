import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { DomainError } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import {
  findRequestDocument,
  type RequestDocument,
  requestIdOf,
} from '../purchases/purchase-request-document.query.js';
import { listRequests } from '../purchases/purchase-request-list.query.js';
import { awaitedStep } from '../purchases/purchase-request-state.js';
import { PurchaseRequestsService, type RequestContent } from '../purchases/purchase-requests.service.js';
import { findRequestSource } from '../purchases/purchase-source.query.js';
import { grossOf, totalsOf } from '../purchases/request-totals.js';
import { page, shown } from './answers.js';
import { assetIdOfNumber, personIdOf, unitIdOf } from './named-rows.js';
import {
  type newRequestSchema,
  type requestPatch,
  type requestQuery,
  requestSchema,
  requestSummarySchema,
} from './purchase-request.schema.js';

/** Reads and writes purchase requests for the API. */
@Injectable()
export class PurchaseRequestsApiService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly requests: PurchaseRequestsService,
  ) {}

  async list(actor: Actor, query: z.output<typeof requestQuery>) {
    const { q, state, unit, year, view, limit, cursor } = query;
    const tx = this.db.manager;
    const filter = {
      ...{ q, state, year },
      unitId: unit === undefined ? undefined : await unitIdOf(tx, unit, 'unit'),
      requesterId: view === 'mine' ? actor.personId : undefined,
      awaitingMe: view === 'decisions',
    };
    const rows = await listRequests(tx, actor, filter, { sort: 'newest', descending: true, cursor, limit: limit + 1 });
    return page(
      rows,
      limit,
      (row) => shown(requestSummarySchema, row),
      (row) => row.cursor,
    );
  }

  /**
   * @param path an id, or the number with hyphens, `WZ-7-2026`
   * @throws DomainError `purchase-request.not-found`
   */
  async find(actor: Actor, path: string): Promise<RequestDocument> {
    return findRequestDocument(this.db.manager, actor, await requestIdOf(this.db.manager, path));
  }

  async view(actor: Actor, path: string) {
    const request = await this.find(actor, path);
    const { netGrosze, grossGrosze } = totalsOf(request.lines);
    return shown(requestSchema, { ...request, netGrosze, grossGrosze, awaitedStep: awaitedStep(request.state) });
  }

  /** @returns the id of the draft */
  async draft(actor: Actor, body: z.output<typeof newRequestSchema>, at: Date): Promise<number> {
    const tx = this.db.manager;
    const { unitSymbol, requesterEmail, ticketNumber, protocolId, ...typed } = body;
    const source = await findRequestSource(tx, actor, { ticket: ticketNumber ?? null, protocol: protocolId ?? null });
    const today = localDate(at, this.config.timeZone);
    const command = {
      ...{
        subject: body.subject,
        justification: '',
        planned: false,
        replacesAssetId: null,
        budgetLineId: null,
        lines: [],
      },
      ...(await this.content(typed)),
      unitId: unitSymbol ? await unitIdOf(tx, unitSymbol, 'unitSymbol') : ownUnit(actor),
      requesterId: requesterEmail ? await personIdOf(tx, requesterEmail, today, 'requesterEmail') : undefined,
      ticketId: source?.ticketId ?? null,
      protocolId: source?.protocolId ?? null,
    };
    return (await this.requests.draft(actor, command, at)).id;
  }

  /** Changes what is named and leaves the rest. @throws DomainError `purchase-request.not-editable` and the others of the service */
  async patch(actor: Actor, path: string, body: z.output<typeof requestPatch>, at: Date): Promise<void> {
    const request = await this.find(actor, path);
    const { id, subject, justification, planned, replacesAssetId, budgetLineId } = request;
    const before = { id, subject, justification, planned, replacesAssetId, budgetLineId };
    const lines = request.lines.map(({ description, assetKind, quantity, technicalNeeds, cpv, ...line }) => ({
      ...{ description, assetKind, quantity, technicalNeeds, cpv },
      unitNetGrosze: line.unitNetGrosze,
      unitGrossGrosze: line.unitGrossGrosze,
    }));
    await this.requests.edit(actor, { ...before, lines, ...(await this.content(body)) }, at);
  }

  private async content(body: z.output<typeof requestPatch>): Promise<Partial<RequestContent>> {
    const { replacesInventoryNumber: number, lines, ...rest } = body;
    const content: Partial<RequestContent> = Object.fromEntries(
      Object.entries(rest).filter(([, value]) => value !== undefined),
    );
    if (number === null) content.replacesAssetId = null;
    else if (number !== undefined) {
      content.replacesAssetId = await assetIdOfNumber(this.db.manager, number, 'replacesInventoryNumber');
    }
    if (lines) {
      content.lines = lines.map((line) => ({
        ...line,
        unitGrossGrosze: line.unitGrossGrosze ?? grossOf(line.unitNetGrosze),
      }));
    }
    return content;
  }
}

function ownUnit({ unitId }: Actor): number {
  if (unitId !== null) return unitId;
  const message = 'Podaj komórkę, dla której jest zakup.';
  throw new DomainError('unit.not-found', 'invalid', message, { unitSymbol: message });
}
