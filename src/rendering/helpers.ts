import Handlebars from 'handlebars';
import {
  type DayOrInstant,
  formatBytes,
  formatDate,
  formatDateLong,
  formatDateTime,
  formatDateTimeSeconds,
  formatDistance,
  formatDuration,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelative,
  formatTime,
  formatWallTime,
} from './format.js';
import { label, type LabelSet, labelWithDetail } from './labels.js';
import { messageHtml } from './message-text.js';
import { type PluralForms, pluralWord } from './plural.js';
import { markOf } from './state-marks.js';
import type { Helpers } from './templates.js';
import { withQuery } from './url.js';

type Options = Handlebars.HelperOptions;

/** A deadline nearer than this is marked. */
const SOON_MS = 2 * 3_600_000;

const STEP_WORDS: Record<string, string> = {
  done: 'wykonano',
  current: 'teraz',
  todo: 'czeka',
  returned: 'zwrócono',
  refused: 'odrzucono',
};

export interface HelperContext {
  /** Where the office stands: every instant is shown in its time. */
  timeZone: string;
  /** Address of a static file, with its hash. */
  asset: (name: string) => string;
}

/**
 * All helpers of all templates. They format and compare, they never look anything up.
 * Missing values (null, undefined) format to nothing.
 */
export function createHelpers({ timeZone, asset }: HelperContext): Helpers {
  return {
    // Times. Instants are Date, days are 'YYYY-MM-DD'.
    date: optional((at: DayOrInstant) => formatDate(at, timeZone)),
    dateLong: optional((at: DayOrInstant) => formatDateLong(at, timeZone)),
    dateTime: optional((at: Date) => formatDateTime(at, timeZone)),
    dateTimeSeconds: optional((at: Date) => formatDateTimeSeconds(at, timeZone)),
    time: optional((at: Date) => formatTime(at, timeZone)),
    wallTime: optional((at: Date) => formatWallTime(at, timeZone)),
    iso: optional((at: DayOrInstant) => (at instanceof Date ? at.toISOString() : at)),
    relative: (at: Date | null, now: Date) => (at ? formatRelative(at, now, timeZone) : ''),
    isPast: (at: Date | null, now: Date) => at !== null && at < now,
    /** How far two moments are apart: `2 godz.`, `3 dni`. */
    duration: (from: Date, to: Date) => formatDistance(from, to),
    dueClass: (at: Date, now: Date) => (at < now ? 'over' : +at - +now < SOON_MS ? 'soon' : 'later'),
    workingTime: optional((minutes: number) => formatDuration(minutes)),

    // Numbers
    money: optional((grosze: number) => formatMoney(grosze)),
    number: optional((value: number) => formatNumber(value)),
    percent: (numerator: number, denominator: number) => formatPercent(numerator, denominator),
    bytes: optional((size: number) => formatBytes(size)),
    plural: (count: number, forms: PluralForms) => `${formatNumber(count)}\u00a0${pluralWord(count, forms)}`,
    pluralWord: (count: number, forms: PluralForms) => pluralWord(count, forms),

    // Codes
    label: (set: LabelSet, code: string | null) => label(set, code),
    labelWithDetail: (set: LabelSet, text: string | null) => labelWithDetail(set, text),
    tone: (set: LabelSet, code: string) => markOf(set, code).tone,
    stateIcon: (set: LabelSet, code: string) => markOf(set, code).icon,

    // Logic
    eq: (a: unknown, b: unknown) => a === b,
    ne: (a: unknown, b: unknown) => a !== b,
    gt: (a: number, b: number) => a > b,
    and: (...args: unknown[]) => args.slice(0, -1).every(isFilled),
    or: (...args: unknown[]) => args.slice(0, -1).find(isFilled) ?? null,
    not: (value: unknown) => !isFilled(value),
    /** Of a list, or of a text. */
    includes: (list: { includes(value: unknown): boolean } | null, value: unknown) => list?.includes(value) ?? false,
    array: (...args: unknown[]) => args.slice(0, -1),
    object: (options: Options) => ({ ...options.hash }) as unknown,
    /** A field of an object that may lack it; `lookup` alone gives nothing for a missing object. */
    get: (object: Record<string, unknown> | null, key: string) =>
      object && Object.hasOwn(object, key) ? object[key] : null,

    // Forms
    fieldId: (name: string) => fieldId(name),
    /** The attribute that ties hint and refusal to a field. */
    describedBy: (name: string, hint: unknown, error: unknown) => {
      const ids = [hint ? 'hint' : '', error ? 'error' : '']
        .filter(Boolean)
        .map((part) => `f-${fieldId(name)}-${part}`);
      return ids.length > 0 ? new Handlebars.SafeString(` aria-describedby="${ids.join(' ')}"`) : '';
    },
    /** Equal as text: a form holds `'5'` where an option holds 5. */
    same: (a: unknown, b: unknown) => isFilled(a) && isFilled(b) && String(a) === String(b),
    isTicked: (ticked: unknown, value: unknown) =>
      ticked === true ||
      (Array.isArray(ticked) ? ticked : [ticked]).some((one) => isFilled(one) && String(one) === String(value)),

    // Text and addresses
    concat: (...args: unknown[]) => args.slice(0, -1).join(''),
    fallback: (value: unknown, text: string) => (isFilled(value) ? value : text),
    join: (list: readonly string[]) => list.join(', '),
    initials: (name: string) => initials(name),
    inc: (index: number) => index + 1,
    stepWord: (state: string) => STEP_WORDS[state] ?? '',
    isVerdict: (met: unknown) => met === true || met === false || met === 'unknown',
    pick: (condition: unknown, yes: unknown, no: unknown) => (isFilled(condition) ? yes : no),
    capital: (text: string) => text.charAt(0).toUpperCase() + text.slice(1),
    small: (text: string) => text.charAt(0).toLowerCase() + text.slice(1),
    /** An e-mail address that breaks before its `@` where it does not fit. */
    address: optionalHtml((email: string) => Handlebars.escapeExpression(email).replace(/@|&#x40;/, '<wbr>@')),
    url: (path: string, options: Options) => withQuery(path, options.hash as Record<string, unknown>),
    /** `ZG/2026/000123` as it stands in an address: `ZG-2026-000123`. */
    slug: (number: string) => number.replaceAll('/', '-'),
    message: (text: string) => new Handlebars.SafeString(messageHtml(text)),
    asset: (name: string) => asset(name),
  };
}

/** `Anna Przykładowa` is `AP`, `helpdesk@urzad.example` is `H`. */
function initials(name: string): string {
  const words = name.split(/[\s@.]+/).filter((word) => /^\p{L}/u.test(word));
  return (name.includes('@') ? words.slice(0, 1) : [...words.slice(0, 1), ...words.slice(1).slice(-1)])
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
}

/** `lines.0.quantity` as part of an id. */
function fieldId(name: string): string {
  return name.replace(/[^\w-]+/g, '-');
}

function optionalHtml(format: (value: string) => string) {
  return (value: string | null | undefined) => (value ? new Handlebars.SafeString(format(value)) : '');
}

function optional<T>(format: (value: T) => string): (value: T | null | undefined) => string {
  return (value) => (value === null || value === undefined ? '' : format(value));
}

/** What `{{#if}}` takes for true, zero included: a number is something to show. */
function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && value !== false && value !== '';
}
