import { z } from 'zod';
import { DomainError } from '../common/domain-error.js';
import { dayField, optional, textField } from '../rendering/form-fields.js';
import { instantOfWallTime } from './wall-time.js';
import type { CalendarException, OpeningHours, WorkingSchedule } from './working-calendar.js';

const timeField = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Wpisz godzinę, np. 07:30.');
const hoursShape = { opensAt: optional(timeField), closesAt: optional(timeField) };

/** Refuses hours that are only half filled in or end before they begin. */
function checkHours({ opensAt, closesAt }: { opensAt: string | null; closesAt: string | null }): string | null {
  if (!opensAt !== !closesAt) return 'Podaj obie godziny: od i do.';
  return opensAt && closesAt && opensAt >= closesAt ? 'Koniec musi być później niż początek.' : null;
}

/**
 * The form of one exceptional day.
 * @param timeZone hours that the clock change skips or doubles on that day are refused
 */
export function exceptionForm(timeZone: string) {
  return z
    .object({
      day: dayField.meta({ title: 'Dzień' }),
      kind: z.enum(['CLOSED', 'SPECIAL_HOURS']).meta({ title: 'Rodzaj' }),
      opensAt: hoursShape.opensAt.meta({ title: 'Od' }),
      closesAt: hoursShape.closesAt.meta({ title: 'Do' }),
      reason: textField(200).meta({ title: 'Powód' }),
    })
    .transform((form, context): CalendarException => {
      const { day, kind, opensAt, closesAt, reason } = form;
      if (kind === 'CLOSED') return { day, kind, reason };
      const refusal = opensAt && closesAt ? checkHours(form) : 'Podaj obie godziny: od i do.';
      if (refusal) context.addIssue({ code: 'custom', path: ['opensAt'], message: refusal });
      for (const [field, time] of [
        ['opensAt', opensAt],
        ['closesAt', closesAt],
      ] as const) {
        const message = time && unclearTime(day, time, timeZone);
        if (message) context.addIssue({ code: 'custom', path: [field], message });
      }
      return { day, kind, opensAt: opensAt ?? '', closesAt: closesAt ?? '', reason };
    });
}

function unclearTime(day: string, time: string, timeZone: string): string | null {
  try {
    instantOfWallTime(`${day}T${time}`, timeZone);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return 'Tej nocy zmienia się czas i ta godzina nie jest jednoznaczna. Wybierz inną.';
  }
}

export const WEEKDAYS = ['poniedziałek', 'wtorek', 'środa', 'czwartek', 'piątek', 'sobota', 'niedziela'] as const;

const dayHours = z.object(hoursShape).superRefine((hours, context) => {
  const message = checkHours(hours);
  if (message) context.addIssue({ code: 'custom', path: ['opensAt'], message });
});

/** The form of a schedule: hours by weekday, empty ones are free. */
export const scheduleForm = z
  .object({
    validFrom: dayField.meta({ title: 'Obowiązuje od' }),
    d1: dayHours,
    d2: dayHours,
    d3: dayHours,
    d4: dayHours,
    d5: dayHours,
    d6: dayHours,
    d7: dayHours,
  })
  .transform(({ validFrom, ...days }, context): WorkingSchedule => {
    const hours: Partial<Record<number, OpeningHours>> = {};
    [days.d1, days.d2, days.d3, days.d4, days.d5, days.d6, days.d7].forEach(({ opensAt, closesAt }, index) => {
      if (opensAt && closesAt) hours[index + 1] = { opensAt, closesAt };
    });
    if (Object.keys(hours).length === 0) {
      const message = 'Podaj godziny pracy przynajmniej jednego dnia tygodnia.';
      context.addIssue({ code: 'custom', path: ['d1', 'opensAt'], message });
    }
    return { validFrom, hours };
  });
