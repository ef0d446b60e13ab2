import { calendarTime, type CalendarTime, durationMinutes, later } from './calendar-time.js';
import { type CalendarLine, calendarText, readCalendar } from './icalendar.js';

const TITLES: Record<string, string> = {
  REQUEST: 'Zaproszenie',
  CANCEL: 'Odwołanie spotkania',
  REPLY: 'Odpowiedź na zaproszenie',
  COUNTER: 'Propozycja innego terminu',
  DECLINECOUNTER: 'Odmowa zmiany terminu',
};
const ANSWERS: Record<string, string> = {
  ACCEPTED: 'przyjęto',
  DECLINED: 'odrzucono',
  TENTATIVE: 'wstępnie przyjęto',
  DELEGATED: 'przekazano innej osobie',
};

/**
 * An invitation in words, for people who read the message: what, when, where, from whom. Several events stand below each other.
 * @param timeZone of the office
 * @param withDescription whether the invitation's own text is wanted, because the message has none
 * @returns null when the file names no event
 */
export function describeInvitation(text: string, timeZone: string, withDescription: boolean): string | null {
  const { method, events } = readCalendar(text);
  // Exceptions to a series repeat its event; the reader needs it once.
  const shown = events.filter((event) => !event.some(({ name }) => name === 'RECURRENCE-ID') || events.length === 1);
  const described = (shown.length > 0 ? shown : events).map((event) =>
    describeEvent(event, method, timeZone, withDescription),
  );
  return described.length > 0 ? described.join('\n\n') : null;
}

function describeEvent(
  event: CalendarLine[],
  method: string | null,
  timeZone: string,
  withDescription: boolean,
): string {
  const line = (name: string): CalendarLine | undefined => event.find((candidate) => candidate.name === name);
  const words = (name: string): string => calendarText(line(name)?.value ?? '').slice(0, 2_000);
  const rows: [string, string][] = [
    [TITLES[method ?? ''] ?? 'Termin w kalendarzu', words('SUMMARY') || '(bez tytułu)'],
    ['Kiedy', whenOf(line('DTSTART') ?? line('DUE'), line('DTEND'), line('DURATION'), timeZone)],
    ['Powtarzanie', line('RRULE') ? 'spotkanie cykliczne' : ''],
    ['Gdzie', words('LOCATION')],
    ['Organizator', personOf(line('ORGANIZER'))],
    ['Odpowiedź', method === 'REPLY' ? answerOf(event) : ''],
  ];
  const description = withDescription ? words('DESCRIPTION') : '';
  return [
    ...rows.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`),
    ...(description ? ['', description] : []),
  ].join('\n');
}

function whenOf(
  startLine: CalendarLine | undefined,
  endLine: CalendarLine | undefined,
  duration: CalendarLine | undefined,
  timeZone: string,
): string {
  const start = startLine ? calendarTime(startLine, timeZone) : null;
  if (!start) return '';
  const minutes = duration ? durationMinutes(duration.value) : null;
  const end = endLine ? calendarTime(endLine, timeZone) : minutes ? later(start, minutes) : null;
  return `${spanOf(start, end)}${start.zone ? ` (strefa czasowa: ${start.zone})` : ''}`;
}

function spanOf(start: CalendarTime, end: CalendarTime | null): string {
  if (start.time === null) {
    // The end of whole days is the first day that is free again.
    const last = end ? later(end, -24 * 60).day : start.day;
    return last > start.day ? `${start.day} – ${last} (całe dni)` : `${start.day} (cały dzień)`;
  }
  if (!end) return `${start.day}, ${start.time}`;
  const until = end.day === start.day ? (end.time ?? '') : `${end.day}, ${end.time ?? ''}`;
  return end.day === start.day && end.time === start.time
    ? `${start.day}, ${start.time}`
    : `${start.day}, ${start.time}${end.day === start.day ? '–' : ' – '}${until}`;
}

function personOf(line: CalendarLine | undefined): string {
  if (!line) return '';
  const address = line.value.replace(/^mailto:/i, '');
  const name = calendarText(line.params['CN'] ?? '');
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) return name;
  return name && name !== address ? `${name} <${address}>` : address;
}

function answerOf(event: CalendarLine[]): string {
  const attendee = event.find(({ name }) => name === 'ATTENDEE');
  if (!attendee) return '';
  const answer = ANSWERS[attendee.params['PARTSTAT']?.toUpperCase() ?? ''];
  return [personOf(attendee), answer].filter(Boolean).join(': ');
}
