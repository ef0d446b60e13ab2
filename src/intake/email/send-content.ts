import type { FastifyReply } from 'fastify';
import { MESSAGE_CSP, type Picture, servedHtml } from './served-html.js';

/** Content from outside is always handed over as a file to keep, never as something for the browser to open in our name. */
export function sendFile(reply: FastifyReply, filename: string, content: Buffer): void {
  void reply
    .header('content-type', 'application/octet-stream')
    .header('content-disposition', contentDisposition(filename))
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .send(content);
}

/** The raw source as text: a browser shows it and interprets nothing. */
export function sendRaw(reply: FastifyReply, raw: Buffer): void {
  void reply
    .header('content-type', 'text/plain; charset=utf-8')
    .header('content-disposition', 'inline')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .send(raw);
}

/** @param html sanitised */
export function sendMessageHtml(reply: FastifyReply, html: string, pictures: readonly Picture[]): void {
  void reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', MESSAGE_CSP)
    // The frame that shows it is on our own page.
    .header('x-frame-options', 'SAMEORIGIN')
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'private, no-store')
    .send(servedHtml(html, pictures));
}

/** RFC 6266: a plain name for old programs, the real one in UTF-8. */
function contentDisposition(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
