import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { findUnitBySymbol, listUnits } from '../directory/directory.queries.js';
import type { FormView } from '../rendering/forms.js';
import { ACCEPT, MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES } from './attachment-check.js';
import { categoryOptions, hasPesel, impactOptions } from './request-form.js';
import { requesterById } from './requester.query.js';

/** What the page of the web form shows, empty, filled in already, or refused. */
@Injectable()
export class RequestFormPage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /** @param unitSymbol from the address of a unit's own form; an unknown one chooses nothing */
  async initialValues(actor: Actor | null, unitSymbol: string | null): Promise<Record<string, unknown>> {
    const unit = unitSymbol ? await findUnitBySymbol(this.db.manager, unitSymbol) : null;
    const person = actor ? await requesterById(this.db.manager, actor.personId, this.today()) : null;
    return {
      token: randomUUID(),
      impact: 'PERSON',
      category: '',
      unit: unit?.symbol ?? person?.unitSymbol ?? '',
      email: person?.email ?? '',
      name: person?.name ?? '',
      room: person?.room ?? '',
      phone: person?.phone ?? '',
    };
  }

  /** Who is signed in cannot write in another name: what the form says of them is replaced by what the directory says. */
  async withSignedIn(actor: Actor | null, body: unknown): Promise<unknown> {
    if (!actor?.email) return body;
    return { ...(body as Record<string, unknown>), email: actor.email, name: actor.name };
  }

  /** @param lostFiles names of files sent with a refused form: browsers do not send them again by themselves */
  async view(actor: Actor | null, form: FormView, lostFiles: readonly string[] = []) {
    const units = await listUnits(this.db.manager, this.today());
    const { subject = '', description = '' } = form.values;
    return {
      form,
      lostFiles,
      isSignedIn: actor !== null,
      isKnown: Boolean(actor?.email),
      asksPesel: hasPesel({ subject: String(subject), description: String(description) }),
      units: units.map(({ symbol, name }) => ({ value: symbol, label: `${symbol} – ${name}` })),
      categories: categoryOptions,
      impacts: impactOptions,
      accept: ACCEPT,
      fileHint: `Najwyżej ${MAX_FILES} plików, każdy do ${megabytes(MAX_FILE_BYTES)} MB, razem do ${megabytes(MAX_TOTAL_BYTES)} MB. Zrzuty ekranu, zdjęcia, dokumenty.`,
    };
  }

  private today(): string {
    return localDate(this.clock.now(), this.config.timeZone);
  }
}

function megabytes(bytes: number): number {
  return bytes / (1024 * 1024);
}
