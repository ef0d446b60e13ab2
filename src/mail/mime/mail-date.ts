const ZONES: Record<string, string> = {
  UT: '+0000',
  UTC: '+0000',
  GMT: '+0000',
  Z: '+0000',
  CET: '+0100',
  CEST: '+0200',
  MET: '+0100',
  MEST: '+0200',
  EST: '-0500',
  EDT: '-0400',
  CST: '-0600',
  CDT: '-0500',
  MST: '-0700',
  MDT: '-0600',
  PST: '-0800',
  PDT: '-0700',
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * The instant of a Date header, or null when it cannot be read or lies outside 1970–2100. A missing zone is taken as UTC.
 * Source: RFC 5322 section 3.3 with the obsolete forms of section 4.3; ISO 8601 is accepted because devices send it.
 */
export function parseMailDate(value: string): Date | null {
  const text = value
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const iso = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?$/.test(text)
    ? new Date(/[Z+]|-\d{2}:?\d{2}$/.test(text.slice(10)) ? text : `${text}Z`)
    : null;
  const date = iso ?? parseRfc5322(text);
  if (!date || Number.isNaN(+date)) return null;
  return date.getUTCFullYear() >= 1970 && date.getUTCFullYear() <= 2100 ? date : null;
}

function parseRfc5322(text: string): Date | null {
  const match =
    /(\d{1,2})[ -]([a-z]{3})[a-z]*\.?[ ,-]+(\d{2,4})[ ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([ap]m)?\s*([+-]\d{4}|[+-]\d{2}:\d{2}|[a-z]{1,5})?/i.exec(
      text,
    ) ?? reorderUsForm(text);
  if (!match) return null;
  const month = MONTHS.indexOf((match[2] as string).toLowerCase());
  if (month < 0) return null;
  let year = Number(match[3]);
  if (year < 50) year += 2000;
  else if (year < 1000) year += 1900;
  let hour = Number(match[4]);
  if (match[7]) hour = (hour % 12) + (match[7].toLowerCase() === 'pm' ? 12 : 0);
  const utc = Date.UTC(year, month, Number(match[1]), hour, Number(match[5]), Number(match[6] ?? 0));
  return new Date(utc - offsetMinutes(match[8]) * 60_000);
}

/** `Thu Mar 12 10:15:00 2026`, as written by asctime. */
function reorderUsForm(text: string): RegExpExecArray | null {
  const match = /([a-z]{3}) +(\d{1,2}) (\d{1,2}:\d{2}(?::\d{2})?) (?:([a-z]{3,4}|[+-]\d{4}) )?(\d{4})/i.exec(text);
  if (!match) return null;
  return /(\d{1,2}) ([a-z]{3}) (\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?()? ?(\S+)?/i.exec(
    `${match[2]} ${match[1]} ${match[5]} ${match[3]} ${match[4] ?? ''}`,
  );
}

function offsetMinutes(zone: string | undefined): number {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ? (ZONES[zone.toUpperCase()] ?? zone) : '+0000');
  if (!offset) return 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  // Offsets beyond a day are the work of broken clocks.
  return minutes > 24 * 60 ? 0 : offset[1] === '-' ? -minutes : minutes;
}
