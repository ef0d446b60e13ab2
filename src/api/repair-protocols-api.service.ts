import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { plainContent, type ProtocolContent } from '../repairs/protocol-content.js';
import { findProtocol, findProtocolId, type ProtocolDocument } from '../repairs/protocol-document.query.js';
import { listProtocols } from '../repairs/protocol-list.query.js';
import { parseProtocolNumber } from '../repairs/protocol-number.js';
import { currentRevision } from '../repairs/protocol-state.js';
import { RepairProtocolsService } from '../repairs/repair-protocols.service.js';
import { idFromPath, page, shown } from './answers.js';
import { unitIdOf } from './named-rows.js';
import {
  type newProtocolSchema,
  type ProtocolContentBody,
  type protocolPatch,
  type protocolQuery,
  protocolSchema,
  protocolSummarySchema,
} from './repair-protocol.schema.js';

/** Reads and writes repair protocols for the API, each through the permission of its ticket. */
@Injectable()
export class RepairProtocolsApiService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly protocols: RepairProtocolsService,
  ) {}

  async list(actor: Actor, query: z.output<typeof protocolQuery>) {
    const { q, state, year, asset, ticket, counted, awaiting, limit, cursor } = query;
    const filter = {
      ...{ q, state, year },
      inventoryNumber: asset,
      ticketNumber: ticket && slashed(ticket),
      counted: counted && counted === 'yes',
      awaitingMe: awaiting === 'me',
    };
    const { timeZone } = this.config;
    const order = { sort: 'newest', descending: true } as const;
    const rows = await listProtocols(this.db.manager, actor, filter, { ...order, cursor, limit: limit + 1, timeZone });
    return page(
      rows,
      limit,
      (row) => shown(protocolSummarySchema, row),
      (row) => row.cursor,
    );
  }

  /**
   * @param path an id, or the number with hyphens, `PN-12-2026`
   * @throws DomainError `repair-protocol.not-found` also when the actor may not see its ticket
   */
  async find(actor: Actor, path: string): Promise<ProtocolDocument> {
    const number = parseProtocolNumber(path);
    const id = number ? await findProtocolId(this.db.manager, number) : idFromPath(path, 'repair-protocol');
    const document = found(id === null ? null : await findProtocol(this.db.manager, id), 'repair-protocol');
    if (!can(actor, 'ticket.read-internal', document.ticket)) found(null, 'repair-protocol');
    return document;
  }

  async view(actor: Actor, path: string) {
    const document = await this.find(actor, path);
    const { state, edition } = found(currentRevision(document.revisions), 'repair-protocol');
    return shown(protocolSchema, { ...document, ticketNumber: document.ticket.number, state, edition });
  }

  /** @returns the id of the draft */
  async draft(actor: Actor, body: z.output<typeof newProtocolSchema>, at: Date): Promise<number> {
    const { ticketNumber, inventoryNumber, ...typed } = body;
    const content = await this.content(typed);
    const { outageId } = content;
    const command = { ticketNumber: slashed(ticketNumber), inventoryNumber, outageId, content };
    return (await this.protocols.draft(actor, command, at)).id;
  }

  /** Changes what is named and leaves the rest. @throws DomainError `repair-protocol.changed-meanwhile` and the others of the service */
  async patch(actor: Actor, path: string, body: z.output<typeof protocolPatch>, at: Date): Promise<void> {
    const document = await this.find(actor, path);
    const current = found(currentRevision(document.revisions), 'repair-protocol');
    const { edition = current.edition, inventoryNumber, ...typed } = body;
    const content: ProtocolContent = {
      ...plainContent(current),
      operations: current.operations.map(({ kind, description }) => ({ kind, description })),
      parts: current.parts,
      ...(await this.content(typed)),
    };
    await this.protocols.save(actor, { id: document.id, edition, inventoryNumber, content }, at);
  }

  private async content({ unitSymbol, ...typed }: ProtocolContentBody): Promise<Partial<ProtocolContent>> {
    const content = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
    if (unitSymbol === undefined) return content;
    const unitId = unitSymbol === null ? null : await unitIdOf(this.db.manager, unitSymbol, 'unitSymbol');
    return { ...content, unitId };
  }
}

function slashed(ticketNumber: string): string {
  return ticketNumber.toUpperCase().replaceAll('-', '/');
}
