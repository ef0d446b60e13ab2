import { ofSystem } from '../outages/system-name.js';
import { label } from '../rendering/labels.js';
import { excerpt, formatDateTime } from '../rendering/format.js';
import { GIVE_UP_AFTER_WORKING_DAYS, REMIND_AFTER_WORKING_DAYS, REOPEN_DAYS } from '../tickets/ticket-status.js';
import type { ContentRow } from './notification-content.query.js';

const EXCERPT_LENGTH = 400;

interface Place {
  publicUrl: string;
  timeZone: string;
}

/**
 * What the templates of a kind may name. All names are there for every kind, null where they mean nothing.
 * A restricted ticket shows staff its number only: e-mail is read on many screens.
 */
export function notificationView(row: ContentRow, { publicUrl, timeZone }: Place) {
  const isReminder = row.kind === 'reminder';
  return {
    number: row.number,
    subject: row.ticketSubject,
    status: row.to,
    queue: row.queue,
    dueAt: row.dueAt,
    reason: row.resolutionNote ? asSentence(row.resolutionNote) : null,
    isByTimer: row.isByTimer,
    reopenDays: REOPEN_DAYS,
    answerDays: isReminder ? GIVE_UP_AFTER_WORKING_DAYS - REMIND_AFTER_WORKING_DAYS : GIVE_UP_AFTER_WORKING_DAYS,
    targetNumber: row.targetNumber,
    words: row.messageText,
    sentence: row.messageText && !row.messageText.trim().includes('\n') ? asSentence(row.messageText) : null,
    paragraphs: paragraphsOf(row.messageText ?? ''),
    protocolNumber: row.protocolNumber,
    requestNumber: row.requestNumber,
    requestState: row.to ?? row.requestState,
    unit: row.requestUnit,
    amountGrosze: row.amountGrosze,
    system: row.system,
    ofSystem: row.system && ofSystem(row.system),
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    undelivered: row.undelivered,
    link: publicUrl + pathOf(row),
    facts: row.restricted
      ? [{ name: 'Dostęp', value: 'ograniczony, szczegóły po zalogowaniu' }]
      : factsOf(row, timeZone),
  };
}

export type NotificationView = ReturnType<typeof notificationView>;

/** Where the thing itself is; an approver's link only opens it, the decision needs a session. */
function pathOf(row: ContentRow): string {
  if (row.requestId !== null) return `/purchase-requests/${row.requestId}`;
  if (row.protocolId !== null) return `/repair-protocols/${row.protocolId}`;
  return row.number ? `/tickets/${row.number.replaceAll('/', '-')}` : '/';
}

function factsOf(row: ContentRow, timeZone: string): { name: string; value: string }[] {
  const requester = [row.requesterName, row.unitSymbol].filter(Boolean).join(', ');
  const facts: [string, string | null][] = [
    ['Temat', row.ticketSubject],
    ['Zgłaszający', requester || null],
    ['Priorytet', row.priority && label('priority', row.priority)],
    ['Termin', row.dueAt && formatDateTime(row.dueAt, timeZone)],
    ['Od', row.kind === 'technician-reply' ? row.messageFrom : null],
    ['Treść', row.kind === 'technician-reply' && row.messageText ? excerpt(row.messageText, EXCERPT_LENGTH) : null],
  ];
  return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

/** Ends with a full stop unless it ends with a mark of its own. */
function asSentence(text: string): string {
  const trimmed = text.trim();
  return /[.?!…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** Empty lines part paragraphs; the lines of a paragraph stay as they were broken. */
function paragraphsOf(text: string): string[][] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .map((paragraph) => paragraph.split('\n').filter((line) => line.trim()))
    .filter((lines) => lines.length > 0);
}
