import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { found } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { options } from '../rendering/labels.js';
import { findOutage, type OutageDocument, recentIncidents } from './outage-document.query.js';
import { type OutageEvent, outageEvents } from './outage-events.query.js';
import { isTwice, outageValues, wallParts } from './outage-form.js';
import { LIST_PATH } from './outage-list.js';

const INCIDENT_DAYS = 30;
const OFFSETS = [
  { value: '+02:00', label: 'czas letni (pierwsza)' },
  { value: '+01:00', label: 'czas zimowy (druga)' },
];

/** Puts together what the pages of an outage show. */
@Injectable()
export class OutagePage {
  constructor(
    private readonly db: DataSource,
    private readonly calendars: CalendarService,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `outage.not-found` */
  async show(actor: Actor, id: number, now: Date, refusedEnd?: FormView) {
    const outage = found(await findOutage(this.db.manager, actor, id), 'outage');
    const canManage = mayEver(actor, 'outage.manage');
    const end = refusedEnd ?? emptyForm({ endedAt: wallParts(now, this.config.timeZone)[0], endedOffset: '' });
    return {
      outage,
      path: `${LIST_PATH}/${id}`,
      canManage,
      canEnd: canManage && outage.endedAt === null,
      isPlanned: outage.startedAt > now,
      /** What still goes on cannot be proven yet. */
      wantsProof: outage.notCounted === null && outage.endedAt !== null,
      workingMinutes: await this.workingMinutes(outage, now),
      elapsedMinutes: Math.max(0, (+(outage.endedAt ?? now) - +outage.startedAt) / 60_000),
      protocolHref: protocolHref(actor, outage),
      endForm: end,
      endsTwice: isTwice(end.values['endedAt'], this.config.timeZone),
      offsets: OFFSETS,
      timeline: (await outageEvents(this.db.manager, id)).map(eventLine),
    };
  }

  /** The form of a new outage. @param ticket number as in addresses, e.g. `ZG-2026-000123` */
  async new(now: Date, ticket: { number: string; inventoryNumber: string | null } | null, refused?: FormView) {
    const [startedAt] = wallParts(now, this.config.timeZone);
    const values = {
      inventoryNumber: ticket?.inventoryNumber ?? '',
      systemName: '',
      cause: 'SERVER_FAILURE',
      serviceInterrupted: 'yes',
      startedAt,
      endedAt: '',
      ticket: ticket?.number ?? '',
      incident: '',
    };
    return { ...(await this.form(now, refused ?? emptyForm(values))), outage: null, action: LIST_PATH };
  }

  async edit(actor: Actor, id: number, now: Date, refused?: FormView) {
    const outage = found(await findOutage(this.db.manager, actor, id), 'outage');
    const form = refused ?? emptyForm(outageValues(outage, this.config.timeZone));
    const known = outage.incidentId ? { id: outage.incidentId, title: outage.incidentTitle ?? '' } : null;
    return { ...(await this.form(now, form, known)), outage, action: `${LIST_PATH}/${id}/edit` };
  }

  private async form(now: Date, form: FormView, known: { id: number; title: string } | null = null) {
    const recent = await recentIncidents(this.db.manager, new Date(+now - INCIDENT_DAYS * 86_400_000));
    const incidents = known && !recent.some(({ id }) => id === known.id) ? [known, ...recent] : recent;
    return {
      form,
      startsTwice: isTwice(form.values['startedAt'], this.config.timeZone),
      endsTwice: isTwice(form.values['endedAt'], this.config.timeZone),
      choices: {
        causes: options('outageCause'),
        offsets: OFFSETS,
        interrupted: INTERRUPTED,
        incidents: [
          ...incidents.map(({ id, title }) => ({ value: String(id), label: title })),
          { value: 'new', label: 'nowy incydent' },
        ],
      },
    };
  }

  private async workingMinutes({ startedAt, endedAt }: OutageDocument, now: Date): Promise<number> {
    const end = endedAt ?? now;
    return end > startedAt ? (await this.calendars.load()).minutesBetween(startedAt, end) : 0;
  }
}

const INTERRUPTED = [
  { value: 'yes', label: 'system był niedostępny' },
  { value: 'no', label: 'system działał', hint: 'Na przykład pracę przejął drugi węzeł.' },
];

/** Where the missing protocol begins; null when there is one, or nobody here who may write it. */
function protocolHref(actor: Actor, outage: OutageDocument): string | null {
  if (outage.protocolId !== null || !outage.ticketNumber || !mayEver(actor, 'protocol.prepare')) return null;
  return `/repair-protocols/new?ticket=${outage.ticketNumber.replaceAll('/', '-')}&outage=${outage.id}`;
}

const SENTENCES: Record<OutageEvent['type'], [icon: string, text: string]> = {
  'outage.started': ['alert-triangle', 'wpisano przestój'],
  'outage.ended': ['circle-check', 'wpisano koniec przestoju'],
  'outage.changed': ['edit', 'poprawiono dane'],
};

function eventLine({ type, at, actorName }: OutageEvent) {
  const [icon, sentence] = SENTENCES[type];
  return { at, icon, text: `${actorName ?? 'Automatycznie'}: ${sentence}` };
}
