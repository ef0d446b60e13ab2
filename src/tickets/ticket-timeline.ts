import { label } from '../rendering/labels.js';
import type { MessageRow, TicketContext, TicketEventRow, TicketRow } from './ticket-page.query.js';

export type TimelineEntry =
  | {
      kind: 'message';
      id: number;
      at: Date;
      direction: MessageRow['direction'];
      author: string;
      email: string | null;
      to: string[] | null;
      text: string;
      quoted: string | null;
      htmlHref: string | null;
      rawHref: string | null;
      automatic: boolean;
      attachments: { filename: string; href: string; sizeBytes: number }[] | null;
    }
  | { kind: 'event'; at: Date; icon: string; text: string };

interface Facts {
  ticket: Pick<TicketRow, 'resolutionNote'>;
  messages: readonly MessageRow[];
  events: readonly TicketEventRow[];
  context: Pick<TicketContext, 'people'>;
  readsInternal: boolean;
}

/** Messages and events of a ticket in one line of time, oldest first. Who only asked sees messages and states, not the inner workings. */
export function timelineOf({ messages, events, context, readsInternal }: Facts): TimelineEntry[] {
  const shown = events.flatMap((event) => {
    const sentence = sentenceOf(event, context.people);
    if (!sentence) return [];
    const [icon, text] = sentence;
    const by = event.actorName ?? (event.payload.by ? 'Automatycznie' : null);
    return [
      { kind: 'event' as const, at: event.at, icon, text: by && readsInternal ? `${by}: ${text}` : capital(text) },
    ];
  });
  const entries: TimelineEntry[] = [...messages.map((message) => messageEntry(message, readsInternal)), ...shown];
  return entries.toSorted((a, b) => +a.at - +b.at || Number(a.kind === 'event') - Number(b.kind === 'event'));
}

function messageEntry(message: MessageRow, readsInternal: boolean): TimelineEntry {
  const quoted = message.text !== message.replyText ? message.text : null;
  const attachments = message.attachments.filter(({ inline }) => !inline);
  return {
    kind: 'message',
    id: message.id,
    at: message.createdAt,
    direction: message.direction,
    author: message.authorName ?? message.fromName ?? message.fromEmail ?? 'nieznany nadawca',
    email: message.direction === 'inbound' ? message.fromEmail : null,
    to: message.direction === 'outbound' && message.toEmails.length > 0 ? message.toEmails : null,
    text: message.replyText || message.text,
    quoted,
    htmlHref: message.hasHtml ? `/ticket-messages/${message.id}/html` : null,
    rawHref: readsInternal && message.inboundEmailId ? `/inbound-emails/${message.inboundEmailId}` : null,
    automatic: message.automatic,
    attachments:
      attachments.length > 0
        ? attachments.map(({ id, filename, sizeBytes }) => ({ filename, sizeBytes, href: `/attachments/${id}` }))
        : null,
  };
}

type Sentence = [icon: string, text: string] | null;

/** One event in words, without its actor; null for events that a message on the timeline already tells. */
function sentenceOf({ type, payload }: TicketEventRow, people: Record<string, string>): Sentence {
  const name = (id: unknown) => people[String(id)] ?? 'nieznana osoba';
  const status = (code: unknown) => `„${label('ticketStatus', String(code))}”`;
  switch (type) {
    case 'ticket.registered':
      return ['inbox', `zarejestrowano zgłoszenie (${label('channel', String(payload.channel))})`];
    case 'ticket.assigned':
      return ['user', `przydzielono do osoby: ${name(payload.to)}`];
    case 'ticket.unassigned':
      return ['user', 'zwrócono do kolejki'];
    case 'ticket.status-changed':
      return ['history', `zmieniono stan na ${status(payload.to)}`];
    case 'ticket.question-asked':
      return ['history', 'poproszono zgłaszającego o uzupełnienie'];
    case 'ticket.reminder-due':
      return ['history', 'przypomniano zgłaszającemu o pytaniu'];
    case 'ticket.resolved':
      return ['circle-check', 'rozwiązano zgłoszenie'];
    case 'ticket.closed':
      return [
        'circle-check',
        payload.by === 'requester' ? 'potwierdzono rozwiązanie, zgłoszenie zamknięto' : 'zamknięto zgłoszenie',
      ];
    case 'ticket.reopened':
      return [
        'history',
        payload.by === 'message' ? 'wznowiono zgłoszenie po nowej wiadomości' : 'wznowiono zgłoszenie',
      ];
    case 'ticket.rejected':
      return ['x', 'odrzucono zgłoszenie'];
    case 'ticket.withdrawn':
      return ['x', 'wycofano zgłoszenie'];
    case 'ticket.merged':
      return ['history', 'połączono z innym zgłoszeniem'];
    case 'ticket.unmerged':
      return ['history', 'cofnięto połączenie zgłoszeń'];
    case 'ticket.reclassified':
      return ['history', `zmieniono: ${changesOf(payload)}`];
    case 'ticket.subject-changed':
      return ['history', 'zmieniono temat'];
    case 'ticket.asset-linked':
      return ['history', payload.to ? 'wskazano urządzenie' : 'usunięto powiązanie z urządzeniem'];
    case 'ticket.restricted':
      return ['lock', 'ograniczono widoczność zgłoszenia'];
    case 'ticket.obligation-waived':
      return ['history', `zamknięto bez dokumentu (${obligation(payload.kind)})`];
    case 'ticket.participant-added':
      return [
        'user',
        payload.confirmed ? 'dodano osobę do korespondencji' : 'napisała osoba spoza zgłoszenia – wymaga potwierdzenia',
      ];
    case 'ticket.participant-confirmed':
      return ['user', 'potwierdzono osobę w korespondencji'];
    case 'repair-protocol.drafted':
      return ['tool', 'rozpoczęto protokół naprawy'];
    case 'repair-protocol.submitted':
      return ['tool', 'przekazano protokół naprawy do zatwierdzenia'];
    case 'repair-protocol.approved':
      return ['tool', 'zatwierdzono protokół naprawy'];
    case 'repair-protocol.returned':
      return ['tool', 'zwrócono protokół naprawy do poprawy'];
    case 'repair-protocol.annulled':
      return ['tool', 'anulowano protokół naprawy'];
    case 'purchase-request.drafted':
      return ['shopping-cart', 'rozpoczęto wniosek o zakup'];
    case 'purchase-request.submitted':
      return ['shopping-cart', 'złożono wniosek o zakup'];
    case 'purchase-request.step-approved':
      return ['shopping-cart', 'zaakceptowano wniosek o zakup na kolejnym szczeblu'];
    case 'purchase-request.ordered':
      return ['shopping-cart', 'zamówiono sprzęt'];
    case 'purchase-request.completed':
      return ['shopping-cart', 'zrealizowano wniosek o zakup'];
    case 'purchase-request.rejected':
      return ['shopping-cart', 'odrzucono wniosek o zakup'];
    case 'outage.started':
      return ['alert-triangle', 'odnotowano przestój systemu'];
    case 'outage.ended':
      return ['circle-check', 'odnotowano koniec przestoju'];
    default:
      return null;
  }
}

const FIELDS = {
  category: ['kategoria', 'category'],
  queue: ['kolejka', 'queue'],
  impact: ['zasięg', 'impact'],
  urgency: ['pilność', 'urgency'],
  priority: ['priorytet', 'priority'],
  triageResult: ['sposób załatwienia', 'triageResult'],
} as const;

function changesOf(payload: Record<string, unknown>): string {
  const parts = Object.entries(FIELDS).flatMap(([key, [noun, set]]) => {
    const change = payload[key] as { to: string | null } | undefined;
    return change ? [`${noun} – ${change.to ? label(set, change.to).toLowerCase() : 'brak'}`] : [];
  });
  return parts.join(', ') || 'klasyfikację';
}

function obligation(kind: unknown): string {
  if (kind === 'REPAIR_PROTOCOL') return 'protokół naprawy';
  return kind === 'PURCHASE_REQUEST' ? 'wniosek o zakup' : 'przestój';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
