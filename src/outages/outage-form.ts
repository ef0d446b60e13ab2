import { z } from 'zod';
import { instantOfWallTime, wallTimeOf } from '../calendar/wall-time.js';
import { DomainError } from '../common/domain-error.js';
import { OUTAGE_CAUSES } from './outage-codes.js';
import type { OutageDocument } from './outage-document.query.js';
import type { OutageData } from './outages.service.js';

type Context = z.core.$RefinementCtx;

/** Summer or winter time, asked for only when the hour comes twice. */
const offset = z.enum(['', '+02:00', '+01:00']).default('');
const NEW_INCIDENT = 'new';

const TICKET_NUMBER = /^ZG[/-](\d{4})[/-](\d{6,9})$/i;

/**
 * The form of an outage. Times are what the clock on the wall showed; one that never was is refused.
 * @param timeZone of the office
 */
export function outageForm(timeZone: string) {
  return z
    .object({
      inventoryNumber: z.string().trim().min(1).max(40).meta({ title: 'Serwer' }),
      systemName: z.string().trim().min(1).max(200).meta({ title: 'System' }),
      cause: z.enum(OUTAGE_CAUSES).meta({ title: 'Przyczyna' }),
      serviceInterrupted: z.enum(['yes', 'no']).meta({ title: 'Skutek' }),
      startedAt: z.string().trim().min(1).meta({ title: 'Początek' }),
      startedOffset: offset,
      endedAt: z.string().trim().default('').meta({ title: 'Koniec' }),
      endedOffset: offset,
      ticket: z
        .string()
        .trim()
        .default('')
        .refine((text) => !text || TICKET_NUMBER.test(text), 'Wpisz numer zgłoszenia, np. ZG/2026/000123.')
        .meta({ title: 'Zgłoszenie' }),
      incident: z
        .union([z.literal(''), z.literal(NEW_INCIDENT), z.coerce.number().int().positive()])
        .default('')
        .meta({ title: 'Wspólny incydent' }),
      incidentTitle: z.string().trim().max(200).default('').meta({ title: 'Nazwa incydentu' }),
      description: z.string().trim().max(4_000).default('').meta({ title: 'Opis' }),
    })
    .superRefine(({ incident, incidentTitle }, context) => {
      if (incident === NEW_INCIDENT && !incidentTitle) {
        context.addIssue({ code: 'custom', path: ['incidentTitle'], message: 'Nazwij nowy incydent.' });
      }
    })
    .transform((form, context): OutageData => {
      const { inventoryNumber, systemName, cause, description, ticket, incident, incidentTitle } = form;
      return {
        ...{ inventoryNumber, systemName, cause, description },
        serviceInterrupted: form.serviceInterrupted === 'yes',
        startedAt: instant(form.startedAt, form.startedOffset, timeZone, 'startedAt', context) ?? new Date(0),
        endedAt: form.endedAt ? instant(form.endedAt, form.endedOffset, timeZone, 'endedAt', context) : null,
        ticketNumber: ticket ? ticket.toUpperCase().replaceAll('-', '/') : null,
        incident: incident === NEW_INCIDENT ? incidentTitle : incident || null,
      };
    });
}

/** The form that ends an outage. */
export function endForm(timeZone: string) {
  return z
    .object({ endedAt: z.string().trim().min(1).meta({ title: 'Koniec' }), endedOffset: offset })
    .transform((form, context) => ({
      endedAt: instant(form.endedAt, form.endedOffset, timeZone, 'endedAt', context) ?? new Date(0),
    }));
}

/** @returns null with an issue beside the field when there was no such time; the form is refused then */
function instant(wall: string, given: string, timeZone: string, field: string, context: Context): Date | null {
  try {
    return instantOfWallTime(isTwice(wall, timeZone) ? wall + given : wall, timeZone);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const message =
      error.code === 'wall-time.ambiguous'
        ? 'Tej nocy ta godzina była dwa razy. Wybierz czas letni albo zimowy.'
        : error.message;
    context.addIssue({ code: 'custom', path: [field], message });
    return null;
  }
}

/** Whether a wall time comes twice (the autumn change), so that the form has to ask which one is meant. */
export function isTwice(wall: unknown, timeZone: string): boolean {
  try {
    if (typeof wall === 'string' && wall) instantOfWallTime(wall, timeZone);
    return false;
  } catch (error) {
    return error instanceof DomainError && error.code === 'wall-time.ambiguous';
  }
}

/** The form filled in with what is recorded. */
export function outageValues(outage: OutageDocument, timeZone: string): Record<string, unknown> {
  const { inventoryNumber, systemName, cause, description } = outage;
  const [startedAt, startedOffset] = wallParts(outage.startedAt, timeZone);
  const [endedAt, endedOffset] = outage.endedAt ? wallParts(outage.endedAt, timeZone) : ['', ''];
  return {
    ...{ inventoryNumber, systemName, cause, description, startedAt, startedOffset, endedAt, endedOffset },
    serviceInterrupted: outage.serviceInterrupted ? 'yes' : 'no',
    ticket: outage.ticketNumber ?? '',
    incident: outage.incidentId ?? '',
    incidentTitle: '',
  };
}

/** `2026-10-25T02:30` and `+02:00`; the offset only when the time comes twice. */
export function wallParts(at: Date, timeZone: string): [wall: string, offset: string] {
  const text = wallTimeOf(at, timeZone);
  return [text.slice(0, 16), text.slice(16)];
}
