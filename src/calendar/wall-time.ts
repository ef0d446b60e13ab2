import { Temporal } from 'temporal-polyfill';
import { DomainError } from '../common/domain-error.js';

const WALL_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::00)?\s*([+-]\d{2}:\d{2})?$/;

/**
 * The instant that a clock on the wall showed. A time that the spring change skips is refused; one that comes twice in
 * autumn needs an offset.
 * @param text `YYYY-MM-DDTHH:MM`, to the minute, with `+02:00` or `+01:00` behind it when the time comes twice
 * @param timeZone IANA name, e.g. Europe/Warsaw
 * @throws DomainError `wall-time.invalid`, `.nonexistent`, `.ambiguous` or `.wrong-offset` (invalid)
 */
export function instantOfWallTime(text: string, timeZone: string): Date {
  const [, day, time, offset] = WALL_TIME.exec(text.trim()) ?? [];
  const local = plainDateTime(`${day}T${time}`);
  if (!local) throw refusal('invalid', 'Należy podać datę i godzinę, na przykład 2026-03-10 10:00.');
  const earlier = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(timeZone, { disambiguation: 'later' });
  if (!earlier.toPlainDateTime().equals(local)) {
    throw refusal(
      'nonexistent',
      `Godziny ${time} w dniu ${day} nie było: zegary przestawiono wtedy o godzinę do przodu.`,
    );
  }
  if (offset) {
    const chosen = [earlier, later].find((candidate) => candidate.offset === offset);
    if (!chosen) throw refusal('wrong-offset', `W dniu ${day} o godzinie ${time} nie obowiązywał czas ${offset}.`);
    return new Date(chosen.epochMilliseconds);
  }
  if (!earlier.equals(later)) {
    throw refusal(
      'ambiguous',
      `Godzina ${time} w dniu ${day} była dwa razy. Należy dopisać ${earlier.offset} (czas letni) albo ${later.offset} (czas zimowy).`,
    );
  }
  return new Date(earlier.epochMilliseconds);
}

/**
 * What the clock on the wall shows at an instant, in the form that `instantOfWallTime` reads back to the same minute.
 * @returns `YYYY-MM-DDTHH:MM`, with the offset when that time comes twice
 */
export function wallTimeOf(at: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(+at).toZonedDateTimeISO(timeZone);
  const local = zoned.toPlainDateTime();
  const twice =
    local.toZonedDateTime(timeZone, { disambiguation: 'earlier' }).offset !==
    local.toZonedDateTime(timeZone, { disambiguation: 'later' }).offset;
  return local.toString({ smallestUnit: 'minute' }) + (twice ? zoned.offset : '');
}

/** The first instant of a local day. */
export function startOfDay(day: string, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);
}

function plainDateTime(text: string): Temporal.PlainDateTime | null {
  try {
    return Temporal.PlainDateTime.from(text);
  } catch {
    return null;
  }
}

function refusal(reason: string, message: string): DomainError {
  return new DomainError(`wall-time.${reason}`, 'invalid', message);
}
