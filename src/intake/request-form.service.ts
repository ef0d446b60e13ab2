import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { DomainError } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { findUnitByEmail } from '../directory/directory.queries.js';
import type { SentFile } from './attachment-check.js';
import type { RequestForm } from './request-form.js';
import { FilledFormService } from './filled-form.service.js';
import { requesterByEmail, requesterById } from './requester.query.js';
import { isInternal } from './sender-of.js';

/** The web form. It asks for no sign-in: an address is claimed as freely as in an e-mail, and trusted as little. */
@Injectable()
export class RequestFormService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly forms: FilledFormService,
  ) {}

  /**
   * Registers what the form says, once per form.
   * @param actor who is signed in; then the ticket is theirs, whatever address was typed
   * @throws DomainError `request.refused` with a message per field
   */
  async submit(actor: Actor | null, form: RequestForm, files: readonly SentFile[], at: Date): Promise<void> {
    const requester = await this.requesterOf(actor, form, at);
    await this.forms.register(
      { channel: 'FORM', matter: form, requester, files, token: form.token, actorId: actor?.personId ?? null },
      at,
    );
  }

  /** What the register and the settings refuse of a form, by field, whatever else is wrong with it. */
  async refusedFields(actor: Actor | null, typed: Record<string, unknown>, at: Date): Promise<Record<string, string>> {
    const email = z.email().max(254).safeParse(String(typed['email']).trim().toLowerCase()).data;
    const isRefused = email !== undefined && !(await this.sender(actor, email, at)).isWelcome;
    return { ...(await this.forms.unknown(typed)), ...(isRefused && { email: STRANGER }) };
  }

  private async sender(actor: Actor | null, email: string, at: Date) {
    const tx = this.db.manager;
    const today = localDate(at, this.config.timeZone);
    const person = actor ? await requesterById(tx, actor.personId, today) : await requesterByEmail(tx, email, today);
    const shared = person ? null : await findUnitByEmail(tx, email);
    const isOurs = Boolean(person ?? shared) || isInternal(email, this.config.internalDomains);
    return { person, shared, isWelcome: isOurs || this.config.externalSenders === 'accept' };
  }

  private async requesterOf(actor: Actor | null, { email, name }: RequestForm, at: Date) {
    const { person, shared, isWelcome } = await this.sender(actor, email, at);
    if (person)
      return {
        personId: person.id,
        name: person.name,
        email: person.email ?? email,
        unitId: person.unitId,
        unitSymbol: person.unitSymbol,
        room: person.room,
      };
    if (!isWelcome) {
      throw new DomainError('request.refused', 'invalid', 'Formularz jest dla pracowników urzędu.', {
        email: STRANGER,
      });
    }
    return { personId: null, name, email, unitId: shared?.id ?? null, unitSymbol: shared?.symbol ?? null, room: null };
  }
}

const STRANGER =
  'Formularz przyjmuje zgłoszenia ze służbowych adresów e-mail. Prosimy podać adres służbowy albo zadzwonić do informatyków.';
