import type { EventType } from '../events/event-types.js';
import { label } from '../rendering/labels.js';

/** Types of events that may stand in the log of a ticket. */
export type TicketEventType = Extract<
  EventType,
  `${'ticket' | 'message' | 'repair-protocol' | 'purchase-request' | 'acceptance' | 'outage' | 'inbound-email' | 'notification'}.${string}`
>;

export type Sentence = readonly [icon: string, text: string];
type Payload = Readonly<Record<string, unknown>>;
type Tell = (payload: Payload, nameOf: (personId: unknown) => string) => Sentence;

/** Said by a message, a document or another event that stands beside it; or not worth a line. */
const SILENT = null;

const SENTENCES: Readonly<Record<TicketEventType, Sentence | Tell | typeof SILENT>> = {
  'ticket.registered': ({ channel }) => [
    'inbox',
    `zarejestrowano zgłoszenie (${inSentence(label('channel', String(channel)))})`,
  ],
  'ticket.assigned': ({ to }, nameOf) => ['user', `przydzielono do osoby: ${nameOf(to)}`],
  'ticket.unassigned': ['user', 'zwrócono do kolejki'],
  'ticket.status-changed': ({ to }) => ['history', `zmieniono stan na „${label('ticketStatus', String(to))}”`],
  'ticket.question-asked': ['history', 'poproszono zgłaszającego o uzupełnienie'],
  'ticket.reminder-due': ['history', 'przypomniano zgłaszającemu o pytaniu'],
  'ticket.due-near': ['clock', 'zbliża się termin realizacji'],
  'ticket.resolved': ['circle-check', 'rozwiązano zgłoszenie'],
  'ticket.closed': ({ by }) => [
    'circle-check',
    by === 'requester' ? 'potwierdzono rozwiązanie, zgłoszenie zamknięto' : 'zamknięto zgłoszenie',
  ],
  'ticket.reopened': ({ by }) => [
    'history',
    by === 'message' ? 'wznowiono zgłoszenie po nowej wiadomości' : 'wznowiono zgłoszenie',
  ],
  'ticket.rejected': ['x', 'odrzucono zgłoszenie'],
  'ticket.withdrawn': ['x', 'wycofano zgłoszenie'],
  'ticket.merged': ['history', 'połączono z innym zgłoszeniem'],
  'ticket.unmerged': ['history', 'cofnięto połączenie zgłoszeń'],
  'ticket.reclassified': (payload) => ['history', `zmieniono: ${changesOf(payload)}`],
  'ticket.subject-changed': ['history', 'zmieniono temat'],
  'ticket.asset-linked': ({ to }) => ['history', to ? 'wskazano urządzenie' : 'usunięto powiązanie z urządzeniem'],
  'ticket.restricted': ['lock', 'ograniczono widoczność zgłoszenia'],
  'ticket.obligation-opened': SILENT,
  'ticket.obligation-met': SILENT,
  'ticket.obligation-waived': ({ kind }) => [
    'history',
    `zamknięto bez dokumentu (${inSentence(label('obligation', String(kind)))})`,
  ],
  'ticket.participant-added': ({ confirmed }) => [
    'user',
    confirmed ? 'dodano osobę do korespondencji' : 'napisała osoba spoza zgłoszenia – wymaga potwierdzenia',
  ],
  'ticket.participant-confirmed': ['user', 'potwierdzono osobę w korespondencji'],

  'message.received': SILENT,
  'message.replied': SILENT,
  'message.noted': SILENT,
  'inbound-email.received': SILENT,
  'inbound-email.reprocessed': SILENT,
  'inbound-email.decided': SILENT,
  'inbound-email.raw-viewed': SILENT,
  'inbound-email.bounced': ['alert-triangle', 'nie doręczono wiadomości z tego zgłoszenia'],
  'notification.resent': ['send', 'ponowiono wysyłkę powiadomienia'],
  'notification.address-released': SILENT,

  'repair-protocol.drafted': ['tool', 'rozpoczęto protokół naprawy'],
  'repair-protocol.changed': SILENT,
  'repair-protocol.submitted': ['tool', 'przekazano protokół naprawy do zatwierdzenia'],
  'repair-protocol.approved': ['tool', 'zatwierdzono protokół naprawy'],
  'repair-protocol.returned': ['tool', 'zwrócono protokół naprawy do poprawy'],
  'repair-protocol.annulled': ['tool', 'anulowano protokół naprawy'],
  'repair-protocol.discarded': ['tool', 'usunięto projekt protokołu naprawy'],
  'repair-protocol.revision-started': ['tool', 'rozpoczęto korektę protokołu naprawy'],

  'purchase-request.drafted': ['shopping-cart', 'rozpoczęto wniosek o zakup'],
  'purchase-request.changed': SILENT,
  'purchase-request.submitted': ({ round }) => [
    'shopping-cart',
    Number(round ?? 1) > 1 ? 'złożono ponownie wniosek o zakup' : 'złożono wniosek o zakup',
  ],
  'purchase-request.step-approved': ({ step }) => [
    'shopping-cart',
    `zaakceptowano wniosek o zakup (${inSentence(label('approvalStep', String(step)))})`,
  ],
  'purchase-request.returned': ['shopping-cart', 'zwrócono wniosek o zakup do uzupełnienia'],
  'purchase-request.rejected': ['shopping-cart', 'odrzucono wniosek o zakup'],
  'purchase-request.withdrawn': ['shopping-cart', 'wycofano wniosek o zakup'],
  'purchase-request.procurement-started': ['shopping-cart', 'rozpoczęto postępowanie zakupowe'],
  'purchase-request.ordered': ['shopping-cart', 'złożono zamówienie'],
  'purchase-request.partly-accepted': ['shopping-cart', 'odebrano część zamówienia'],
  'purchase-request.completed': ['shopping-cart', 'zrealizowano wniosek o zakup'],
  'acceptance.recorded': SILENT,
  'acceptance.returned': ['shopping-cart', 'zapisano reklamację odebranego sprzętu'],

  'outage.started': ['alert-triangle', 'odnotowano przestój systemu'],
  'outage.ended': ['circle-check', 'odnotowano koniec przestoju'],
  'outage.changed': ['history', 'poprawiono dane przestoju'],
};

export const TICKET_EVENT_TYPES = Object.keys(SENTENCES) as TicketEventType[];

/**
 * One event of a ticket in words, without its actor, to stand after a colon.
 * @returns null for events that are told otherwise
 */
export function sentenceOf(
  type: TicketEventType,
  payload: Payload,
  nameOf: (personId: unknown) => string,
): Sentence | null {
  const sentence = SENTENCES[type];
  return typeof sentence === 'function' ? sentence(payload, nameOf) : sentence;
}

const FIELDS = {
  category: ['kategoria', 'category'],
  queue: ['kolejka', 'queue'],
  impact: ['zasięg', 'impact'],
  urgency: ['pilność', 'urgency'],
  priority: ['priorytet', 'priority'],
  triageResult: ['sposób załatwienia', 'triageResult'],
} as const;

function changesOf(payload: Payload): string {
  const parts = Object.entries(FIELDS).flatMap(([key, [noun, set]]) => {
    const change = payload[key] as { to: string | null } | undefined;
    return change ? [`${noun} – ${change.to ? inSentence(label(set, change.to)) : 'brak'}`] : [];
  });
  return parts.join(', ') || 'klasyfikację';
}

/** A label within a sentence: small, unless it is an abbreviation. */
function inSentence(text: string): string {
  return /^\p{Lu}{2}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
