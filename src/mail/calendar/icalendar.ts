/** One line of iCalendar: `DTSTART;TZID=Europe/Warsaw:20260312T100000`. */
export interface CalendarLine {
  name: string;
  params: Record<string, string>;
  value: string;
}

const MAX_LINES = 5_000;
const MAX_EVENTS = 20;

/**
 * The method of a calendar file and the lines of its events (tasks and meetings without details count too). Never throws.
 * Source: RFC 5545 section 3.1 (folding), 3.2 (parameters), 3.3.11 (escapes).
 */
export function readCalendar(text: string): { method: string | null; events: CalendarLine[][] } {
  const events: CalendarLine[][] = [];
  let method: string | null = null;
  const open: string[] = [];
  let current: CalendarLine[] | null = null;
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/, MAX_LINES);
  for (const line of lines.map(readLine)) {
    if (!line) continue;
    const value = line.value.toUpperCase();
    if (line.name === 'BEGIN') {
      open.push(value);
      if (isEvent(value) && events.length < MAX_EVENTS) current = [];
    } else if (line.name === 'END') {
      open.pop();
      if (isEvent(value) && current) events.push(current);
      if (isEvent(value)) current = null;
    } else if (line.name === 'METHOD' && open.length <= 1) method ??= value;
    // Alarms and the like inside an event have a start of their own.
    else if (current && isEvent(open.at(-1) ?? '')) current.push(line);
  }
  return { method, events };
}

function isEvent(component: string): boolean {
  return component === 'VEVENT' || component === 'VTODO';
}

function readLine(line: string): CalendarLine | null {
  const match =
    /^([A-Za-z0-9-]{1,60})((?:;[A-Za-z0-9-]{1,60}=(?:"[^"]{0,500}"|[^";:,]{0,500})(?:,(?:"[^"]{0,500}"|[^";:,]{0,500}))*){0,30}):(.*)$/s.exec(
      line.slice(0, 20_000),
    );
  if (!match) return null;
  const params: Record<string, string> = {};
  for (const [, name, value] of (match[2] as string).matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^;]*)/g))
    params[(name as string).toUpperCase()] = (value as string).replace(/^"|"$/g, '');
  return { name: (match[1] as string).toUpperCase(), params, value: (match[3] as string).trim() };
}

/** A TEXT value without its escapes. */
export function calendarText(value: string): string {
  return value
    .replace(/\\([\\;,nN])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char))
    .replace(/[ \t]+/g, ' ')
    .trim();
}
