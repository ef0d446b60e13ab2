import type { z } from 'zod';
import type { TraceStep } from '../intake/email/decide-inbound.js';
import type { InboundEmailListRow } from '../intake/email/inbound-email-list.query.js';
import type { InboundEmailPageRow } from '../intake/email/inbound-email-page.query.js';
import type { TicketNumbers } from '../intake/email/inbound-text.js';
import type { ReadEmail } from '../mail/read-email.js';
import type { inboundEmailSchema, inboundEmailSummarySchema } from './inbound-email.schema.js';

/** An inbound e-mail as the list shows it. */
export function inboundEmailSummary(
  row: Omit<InboundEmailListRow, 'cursor'>,
): z.input<typeof inboundEmailSummarySchema> {
  const { id, receivedAt, channel, outcome, reason, ticketNumber, automatic, bounce, messageId } = row;
  return {
    ...{ id, receivedAt, channel, outcome, reason, ticketNumber, automatic, bounce, messageId },
    mailbox: row.mailboxName,
    envelope: { from: row.envelopeFrom, to: row.envelopeTo },
    from: { email: row.fromEmail, name: row.fromName || null },
    subject: row.subject ?? '',
  };
}

/** @param numbers of the tickets in the trace that the reader may see */
export function inboundEmailView(
  row: InboundEmailPageRow,
  mail: ReadEmail,
  numbers: TicketNumbers,
): z.input<typeof inboundEmailSchema> {
  const { duplicateOf, attempts, processedAt, sizeBytes, charset } = row;
  const { subject, date, messageId, text, replyText, html, forwardedFrom, problems, encrypted } = mail;
  const [author] = mail.from;
  return {
    ...inboundEmailSummary(row),
    ...{ duplicateOf, attempts, processedAt, sizeBytes, charset },
    ...{ subject, date, messageId, text, replyText, html, forwardedFrom, problems, encrypted },
    signed: mail.signature?.state ?? 'none',
    signer: mail.signature?.signer ?? null,
    from: { email: author?.address ?? null, name: author?.name || null },
    to: mail.to.map(({ address }) => address),
    cc: mail.cc.map(({ address }) => address),
    replyTo: mail.replyTo[0]?.address ?? null,
    attachments: mail.attachments.map(({ filename, contentType, content, inline }, position) => ({
      id: position,
      ...{ filename, contentType, inline },
      size: content.length,
      url: `/api/v1/inbound-emails/${row.id}/attachments/${position}`,
    })),
    trace: (row.trace ?? []).map((step) => traceStep(step, numbers)),
  };
}

/** Ids of tickets in a trace. */
export function ticketIdsIn(trace: readonly TraceStep[] | null): number[] {
  return (trace ?? [])
    .flatMap(({ detail = {} }) => Object.keys(TICKET_DETAILS).map((name) => detail[name]))
    .filter((id) => typeof id === 'number');
}

const TICKET_DETAILS: Record<string, string> = {
  ticketId: 'ticketNumber',
  followsId: 'followsNumber',
  suggestedId: 'suggestedNumber',
};

function traceStep({ check, result, detail }: TraceStep, numbers: TicketNumbers) {
  if (!detail) return { check, result };
  const named = Object.entries(detail).map(([name, value]) =>
    TICKET_DETAILS[name] ? [TICKET_DETAILS[name], numbers.get(Number(value)) ?? null] : [name, value],
  );
  return { check, result, detail: Object.fromEntries(named) as Record<string, unknown> };
}
