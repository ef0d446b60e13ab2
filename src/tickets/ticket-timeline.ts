import { foldAttachments } from './attachment-folding.js';
import { type MessageMark, messageMarks } from './message-marks.js';
import type { AttachmentRow, MessageRow, TicketContext, TicketEventRow, TicketRow } from './ticket-page.query.js';
import { sentenceOf } from './ticket-sentences.js';

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
      marks: MessageMark[] | null;
      attachments: AttachmentLink[] | null;
      /** Logos and quoted pictures. */
      folded: AttachmentLink[] | null;
    }
  | { kind: 'event'; at: Date; icon: string; text: string };

interface AttachmentLink {
  filename: string;
  href: string;
  sizeBytes: number;
}

interface Facts {
  ticket: Pick<TicketRow, 'resolutionNote'>;
  messages: readonly MessageRow[];
  events: readonly TicketEventRow[];
  context: Pick<TicketContext, 'people'>;
  readsInternal: boolean;
}

/** Messages and events of a ticket in one line of time, oldest first. Who only asked sees messages and states, not the inner workings. */
export function timelineOf({ messages, events, context, readsInternal }: Facts): TimelineEntry[] {
  const nameOf = (id: unknown) => context.people[String(id)] ?? 'nieznana osoba';
  const shown = events.flatMap((event) => {
    const sentence = sentenceOf(event.type, event.payload, nameOf);
    if (!sentence) return [];
    const [icon, text] = sentence;
    const by = event.actorName ?? (event.payload.by ? 'Automatycznie' : null);
    return [
      { kind: 'event' as const, at: event.at, icon, text: by && readsInternal ? `${by}: ${text}` : capital(text) },
    ];
  });
  const files = foldAttachments(messages);
  const entries: TimelineEntry[] = [
    ...messages.map((message, index) => messageEntry(message, files[index]!, readsInternal)),
    ...shown,
  ];
  return entries.toSorted((a, b) => +a.at - +b.at || Number(a.kind === 'event') - Number(b.kind === 'event'));
}

function messageEntry(
  message: MessageRow,
  { meant, folded }: { meant: AttachmentRow[]; folded: AttachmentRow[] },
  readsInternal: boolean,
): TimelineEntry {
  const quoted = message.text !== message.replyText ? message.text : null;
  const marks = messageMarks(message);
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
    marks: marks.length > 0 ? marks : null,
    attachments: meant.length > 0 ? meant.map(linkOf) : null,
    folded: folded.length > 0 ? folded.map(linkOf) : null,
  };
}

function linkOf({ id, filename, sizeBytes }: AttachmentRow): AttachmentLink {
  return { filename, sizeBytes, href: `/attachments/${id}` };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
