import { cleanAddress } from './mime/addresses.js';
import type { ParsedEmail } from './parsed-email.js';

export interface BounceRecipient {
  email: string;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** RFC 3463 code such as `5.1.1`, null when the report names none */
  status: string | null;
}

const ACTIONS = new Set(['failed', 'delayed', 'delivered', 'relayed', 'expanded']);
const MAX_RECIPIENTS = 200;

/**
 * Recipients of the machine-readable part of a delivery report, in its order, each once.
 * @param report the text of `message/delivery-status`; also found pasted into plain text
 * Source: RFC 3464 section 2.3.
 */
export function recipientsOfReport(report: string): BounceRecipient[] {
  const found = new Map<string, BounceRecipient>();
  for (const fields of recipientBlocks(report)) {
    const recipient = readRecipient(fields);
    if (recipient && !found.has(recipient.email)) found.set(recipient.email, recipient);
    if (found.size >= MAX_RECIPIENTS) break;
  }
  return [...found.values()];
}

/** The Message-ID that some servers name in the fields about the message. */
export function messageIdOfReport(report: string): string | null {
  return /^(?:X-)?Original-Message-ID:\s{0,40}(<[^<>\s]{1,400}>)/im.exec(report.slice(0, 100_000))?.[1] ?? null;
}

/** Blocks of fields; the blank line between two recipients is sometimes lost, so a repeated recipient opens a block too. */
function recipientBlocks(report: string): Map<string, string>[] {
  const blocks: Map<string, string>[] = [];
  let fields = new Map<string, string>();
  const close = (): void => {
    if (fields.size > 0) blocks.push(fields);
    fields = new Map();
  };
  for (const line of report.replace(/\r?\n[ \t]+(?=\S)/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (line.trim() === '') close();
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (name.endsWith('-recipient') && fields.has(name)) close();
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  close();
  return blocks;
}

function readRecipient(fields: Map<string, string>): BounceRecipient | null {
  // The final recipient may be rewritten by a forward; the original one is whom we wrote to.
  const email =
    addressOf(fields.get('original-recipient')) ||
    addressOf(fields.get('final-recipient')) ||
    addressOf(fields.get('x-actual-recipient'));
  if (!email) return null;
  const action = (fields.get('action') ?? '').toLowerCase().split(/[\s;(]/)[0] ?? '';
  const status =
    /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0] ??
    statusOfDiagnostic(fields.get('diagnostic-code') ?? '');
  if (ACTIONS.has(action)) return { email, action: action as BounceRecipient['action'], status };
  return { email, action: status?.startsWith('2') ? 'delivered' : 'failed', status };
}

/** `rfc822; <a@b>`, `x-unix; a@b`, `utf-8; a@b` or the bare address. */
function addressOf(field: string | undefined): string {
  if (!field) return '';
  const value = field.replace(/^[^;@]{0,40};/, '').trim();
  return cleanAddress(/<([^<>\s]{3,320})>/.exec(value)?.[1] ?? value.replace(/\s*\(.{0,200}\)$/, ''));
}

/** `smtp; 550 5.1.1 <a@b>: no such user` → `5.1.1`; `smtp; 550 no such user` → `5.0.0`. */
export function statusOfDiagnostic(text: string): string | null {
  const enhanced = /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text.slice(0, 2_000))?.[1];
  if (enhanced) return enhanced;
  const basic = /(?:^|[\s:;#"'<({])([45])[0-5]\d(?=[\s\-:;#)}]|$)/.exec(text.slice(0, 2_000))?.[1];
  return basic ? `${basic}.0.0` : null;
}

/** All recipients of the reports of a message; null when it has none that say anything. */
export function reportedRecipients(mail: Pick<ParsedEmail, 'reports'>): BounceRecipient[] | null {
  const recipients = mail.reports
    .filter(({ contentType }) => contentType.endsWith('delivery-status'))
    .flatMap(({ text }) => recipientsOfReport(text));
  return recipients.length > 0 ? recipients : null;
}
