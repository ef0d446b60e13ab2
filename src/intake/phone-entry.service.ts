import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import type { SentFile } from './attachment-check.js';
import type { PhoneForm } from './request-form.js';
import { FilledFormService } from './filled-form.service.js';
import { type Requester, requesterByEmail, requesterById } from './requester.query.js';

/** A technician enters what was said on the telephone or in the corridor, also for people without a mailbox. */
@Injectable()
export class PhoneEntryService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly forms: FilledFormService,
  ) {}

  /** @returns the number of the ticket @throws DomainError `request.refused` with a message per field */
  async register(actor: Actor, form: PhoneForm, files: readonly SentFile[], at: Date): Promise<string> {
    allow(actor, 'ticket.register');
    const person = form.person ? await this.personOf(form.person, at) : null;
    const requester = person
      ? {
          personId: person.id,
          name: person.name,
          email: person.email,
          unitId: person.unitId,
          unitSymbol: person.unitSymbol,
          room: person.room,
        }
      : { personId: null, name: form.name, email: null, unitId: null, unitSymbol: null, room: null };
    const ticket = await this.forms.register(
      { channel: 'PHONE', matter: form, requester, files, token: form.token, actorId: actor.personId },
      at,
    );
    if (ticket !== 'sent-before') return ticket.number;
    const earlier = await this.forms.ticketOfForm(form.token);
    return earlier!.number;
  }

  /** What the register refuses of an entry, by field, whatever else is wrong with it. */
  async refusedFields(typed: Record<string, unknown>, at: Date): Promise<Record<string, string>> {
    const { person } = typed;
    const reference = typeof person === 'string' ? person.trim().slice(0, 254) : '';
    const isUnknown = reference !== '' && !(await this.findPerson(reference, at));
    return { ...(await this.forms.unknown(typed)), ...(isUnknown && { person: UNKNOWN_PERSON }) };
  }

  private async personOf(reference: string, at: Date): Promise<Requester> {
    const person = await this.findPerson(reference, at);
    if (person) return person;
    throw new DomainError('request.refused', 'invalid', 'Formularz wymaga poprawek.', { person: UNKNOWN_PERSON });
  }

  /** @param reference an e-mail address, or `#` and the person's id for those without one */
  private async findPerson(reference: string, at: Date): Promise<Requester | null> {
    const today = localDate(at, this.config.timeZone);
    const id = /^#(\d{1,9})\b/.exec(reference)?.[1];
    return id ? requesterById(this.db.manager, Number(id), today) : requesterByEmail(this.db.manager, reference, today);
  }
}

const UNKNOWN_PERSON =
  'Nie ma takiej osoby w spisie. Wybierz ją z podpowiedzi albo wyczyść to pole i wpisz imię i nazwisko.';
