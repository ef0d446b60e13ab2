import type { ParsedAttachment } from '../parsed-email.js';
import { isTnef, readTnef, type TnefFile } from '../tnef/read-tnef.js';
import type { UnpackBudget } from '../unpack-budget.js';
import type { CollectedBody } from './body.js';
import { safeFileName, typeOfName } from './file-name.js';

const MAX_TNEF_BYTES = 64 * 1024 * 1024;

/**
 * Puts the files of every winmail.dat in its place, and its words into the body where the message has none of that kind. A damaged
 * one gives what can be read and stays among the files; `tnef-damaged` says so.
 */
export function unpackWinmail(out: CollectedBody, budget: UnpackBudget): void {
  if (!out.attachments.some(isWinmail)) return;
  const attachments: ParsedAttachment[] = [];
  for (const file of out.attachments) {
    if (!isWinmail(file)) {
      attachments.push(file);
      continue;
    }
    const message = readTnef(file.content, budget);
    addWords(out, message);
    if (!message.isWhole) {
      out.problems.add('tnef-damaged');
      attachments.push(file);
    }
    for (const inner of message.files) attachments.push(asAttachment(inner, attachments.length + 1));
  }
  out.attachments = attachments;
}

/** Gateways change its type and its name, so the first bytes tell. */
export function isWinmail({ contentType, filename, content }: ParsedAttachment): boolean {
  const isNamedSo = /ms-tnef|octet-stream/.test(contentType) || /^(?:winmail|win|att\d+)\.dat$/i.test(filename);
  return isNamedSo && content.length <= MAX_TNEF_BYTES && isTnef(content);
}

function addWords({ segments }: CollectedBody, { text, html }: { text: string | null; html: string | null }): void {
  const hasWords = segments.some((segment) => segment.text?.trim() || segment.html?.trim());
  const [first] = segments;
  if (!hasWords && (text !== null || html !== null)) segments.splice(0, segments.length, { text, html });
  // Exchange repeats the same words as plain text outside; here they keep their form.
  else if (segments.length === 1 && first?.html === null && html !== null) first.html = html;
}

function asAttachment({ filename, contentType, contentId, content }: TnefFile, position: number): ParsedAttachment {
  const type =
    contentType && /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(contentType)
      ? contentType.toLowerCase()
      : typeOfName(filename ?? '');
  return {
    filename: safeFileName(filename, type, position),
    contentType: type,
    contentId: contentId?.replace(/^<|>$/g, '').slice(0, 500) || null,
    inline: false,
    content,
  };
}
