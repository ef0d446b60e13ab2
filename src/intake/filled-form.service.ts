import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DomainError } from '../common/domain-error.js';
import { findUnitBySymbol, type UnitRow } from '../directory/directory.queries.js';
import { type AssetRow, findAssetByInventoryNumber } from '../inventory/asset-lookup.query.js';
import type { Channel } from '../tickets/ticket-codes.js';
import type { NewAttachment } from '../tickets/ticket-messages.service.js';
import type { RegisteredTicket } from '../tickets/tickets.service.js';
import { contentTypeOf, refuseFiles, safelyNamed, type SentFile } from './attachment-check.js';
import { type Matter, messageText } from './request-form.js';
import { type FieldedRequest, RequestRegistration } from './request-registration.service.js';

export interface FilledForm {
  channel: Extract<Channel, 'FORM' | 'PHONE'>;
  matter: Matter;
  requester: FieldedRequest['requester'];
  files: readonly SentFile[];
  /** of the form that was sent: the same token never makes two tickets */
  token: string;
  /** who entered it, when that is not the requester */
  actorId: number | null;
}

/** A filled form with its files becomes a ticket, once: the web form and entries by phone meet here. */
@Injectable()
export class FilledFormService {
  constructor(
    private readonly db: DataSource,
    private readonly registration: RequestRegistration,
  ) {}

  /**
   * Registers the request with its files and what triage decides, in one transaction. A form that was sent before registers
   * nothing; its ticket is `ticketOfForm`.
   * @throws DomainError `request.refused` with a message per field
   */
  async register(filled: FilledForm, at: Date): Promise<RegisteredTicket | 'sent-before'> {
    if (await this.ticketOfForm(filled.token)) return 'sent-before';
    try {
      return await this.db.transaction((tx) => this.registerIn(tx, filled, at));
    } catch (error) {
      // The other of two clicks was faster.
      if (isTakenToken(error)) return 'sent-before';
      throw error;
    }
  }

  /** The ticket that a form made, by the form's token. */
  async ticketOfForm(token: string): Promise<{ number: string; requesterEmail: string | null } | null> {
    const [row] = await this.db.query<{ number: string; requesterEmail: string | null }[]>(
      `SELECT t.number, t.requester_email AS "requesterEmail" FROM ticket_message m JOIN ticket t ON t.id = m.ticket_id
       WHERE m.fingerprint = $1`,
      [fingerprintOf(token)],
    );
    return row ?? null;
  }

  private async registerIn(tx: EntityManager, filled: FilledForm, at: Date): Promise<RegisteredTicket> {
    const { channel, matter, requester, token, actorId } = filled;
    const { unit, asset, attachments } = await this.check(tx, filled);
    const { impact, category, blocked, subject } = matter;
    return this.registration.register(
      tx,
      {
        channel,
        // Where the directory knows better than the form, the directory counts.
        requester: {
          ...requester,
          unitId: requester.unitId ?? unit?.id ?? null,
          unitSymbol: requester.unitSymbol ?? unit?.symbol ?? null,
          room: matter.room || requester.room,
        },
        subject,
        text: messageText(matter, requester.unitSymbol),
        stated: { impact, ...(category !== '' && { category }), ...(blocked && { urgency: 'HIGH' as const }) },
        assetId: asset?.id ?? null,
        attachments,
        fingerprint: fingerprintOf(token),
        actorId,
      },
      at,
    );
  }

  /** What a form says that the register does not know, by field. */
  async unknown(typed: { unit?: unknown; asset?: unknown }): Promise<Record<string, string>> {
    const text = (value: unknown, max: number) => (typeof value === 'string' ? value.trim().slice(0, max) : '');
    return (await this.places(this.db.manager, { unit: text(typed.unit, 20), asset: text(typed.asset, 60) })).fields;
  }

  private async places(tx: EntityManager, named: { unit: string; asset: string }) {
    const fields: Record<string, string> = {};
    const unit: UnitRow | null = named.unit ? await findUnitBySymbol(tx, named.unit) : null;
    if (named.unit && !unit) fields.unit = 'Wybierz komórkę z listy.';
    const asset: AssetRow | null = named.asset ? await findAssetByInventoryNumber(tx, named.asset) : null;
    if (named.asset && !asset) fields.asset = UNKNOWN_ASSET;
    return { unit, asset, fields };
  }

  private async check(tx: EntityManager, { matter, files }: FilledForm) {
    const { unit, asset, fields } = await this.places(tx, matter);
    const named = safelyNamed(files);
    const refusal = refuseFiles(named);
    if (refusal) fields.attachments = refusal;
    if (Object.keys(fields).length > 0) {
      throw new DomainError('request.refused', 'invalid', 'Formularz wymaga poprawek.', fields);
    }
    const attachments: NewAttachment[] = named.map(({ filename, content }) => ({
      filename,
      content,
      contentType: contentTypeOf(filename),
    }));
    return { unit, asset, attachments };
  }
}

/** Says what to do, because stickers get lost. */
export const UNKNOWN_ASSET =
  'Nie ma w ewidencji urządzenia o tym numerze. Prosimy sprawdzić naklejkę albo zostawić to pole puste i opisać urządzenie w treści zgłoszenia.';

function fingerprintOf(token: string): string {
  return createHash('sha256').update(`form:${token}`).digest('hex');
}

function isTakenToken(error: unknown): boolean {
  const { driverError } = (error ?? {}) as { driverError?: { code?: string; constraint?: string } };
  return driverError?.code === '23505' && driverError.constraint === 'ticket_message_fingerprint_key';
}
