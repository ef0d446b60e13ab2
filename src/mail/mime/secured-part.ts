import { inflateSync, unzipSync } from 'node:zlib';
import { MalformedBer } from '../smime/ber.js';
import { type CmsContent, readCms } from '../smime/cms.js';
import { type CheckedSignature, checkSignature, type TrustFacts } from '../smime/verify-signature.js';
import type { UnpackBudget } from '../unpack-budget.js';
import { type MimePart, parseMimeTree, partContent, partFileName } from './mime-tree.js';

/** What is known of the signature of a message; `null` in `ParsedEmail` when it bears none. */
export interface MailSignature extends CheckedSignature {
  kind: 'smime' | 'pgp';
}

/** What a part turned out to be that signs or hides others. */
export type Secured =
  | { kind: 'signed'; inner: MimePart; signature: MailSignature | null }
  | { kind: 'encrypted'; by: 'smime' | 'pgp' }
  | { kind: 'too-large' }
  | null;

const UNCHECKED_PGP: MailSignature = { kind: 'pgp', state: 'unverified', signer: null, reason: 'unsupported' };

/**
 * Opens an S/MIME file that wraps a message (opaque signature, compression). A signed document that somebody attached is no
 * message: what is inside must have headers of its own.
 * @param part one that `looksLikeCms`
 * Source: RFC 8551 sections 3.3–3.6; gateways drop `smime-type` and change the type, so the content decides.
 */
export function openCms(part: MimePart, trust: TrustFacts, budget: UnpackBudget): Secured {
  const cms = tryCms(partContent(part));
  if (cms?.kind === 'encrypted') return { kind: 'encrypted', by: 'smime' };
  if (cms?.kind === 'compressed') return openCompressed(cms.zlib, budget);
  if (cms?.kind !== 'signed' || cms.data.content === null || cms.data.content.length === 0) return null;
  if (!hasHeaders(cms.data.content)) return null;
  if (!budget.take(cms.data.content.length)) return { kind: 'too-large' };
  return wrapped(cms.data.content, { kind: 'smime', ...checkSignature(cms.data, cms.data.content, trust) });
}

/** A detached signature beside what it signs, and PGP. @param part multipart/signed or multipart/encrypted */
export function readSecured(part: MimePart, trust: TrustFacts): Secured {
  const protocol = (part.contentType.params['protocol'] ?? '').toLowerCase();
  const [inner, signature] = part.children;
  if (part.contentType.value === 'multipart/encrypted') return { kind: 'encrypted', by: 'pgp' };
  if (!inner || !signature) return null;
  if (protocol.includes('pgp') || signature.contentType.value.includes('pgp'))
    return { kind: 'signed', inner, signature: UNCHECKED_PGP };
  const cms = tryCms(partContent(signature));
  if (cms?.kind !== 'signed') return { kind: 'signed', inner, signature: null };
  return { kind: 'signed', inner, signature: { kind: 'smime', ...checkDetached(cms.data, inner.source, trust) } };
}

/** Line ends are CR LF when they are signed; a relay or a file may have changed them. */
function checkDetached(
  data: Parameters<typeof checkSignature>[0],
  source: Buffer,
  trust: TrustFacts,
): CheckedSignature {
  const asSent = checkSignature(data, source, trust);
  if (asSent.state !== 'invalid') return asSent;
  const canonical = Buffer.from(source.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
  return canonical.equals(source) ? asSent : checkSignature(data, canonical, trust);
}

/** By type or name: a wrapper of S/MIME, or a file of that kind. */
export function looksLikeCms(part: MimePart): boolean {
  const { value: type, params } = part.contentType;
  if (/^application\/(?:x-)?pkcs7-mime$/.test(type)) return params['smime-type']?.toLowerCase() !== 'certs-only';
  return type === 'application/octet-stream' && /\.p7m$/i.test(partFileName(part) ?? '');
}

function tryCms(bytes: Buffer): CmsContent | null {
  try {
    return readCms(bytes);
  } catch (error) {
    if (error instanceof MalformedBer) return null;
    throw error;
  }
}

function openCompressed(zlib: Buffer, budget: UnpackBudget): Secured {
  const options = { maxOutputLength: Math.max(1, budget.leftBytes) };
  let content: Buffer;
  try {
    content = zlib[0] === 0x78 ? inflateSync(zlib, options) : unzipSync(zlib, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return null;
    budget.take(Infinity);
    return { kind: 'too-large' };
  }
  if (!budget.take(content.length)) return { kind: 'too-large' };
  return hasHeaders(content) ? wrapped(content, null) : null;
}

function hasHeaders(content: Buffer): boolean {
  return /^(?:[!-9;-~]{1,80}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n){0,50}){0,50}?content-type:/i.test(
    content.toString('latin1', 0, 8_192),
  );
}

function wrapped(content: Buffer, signature: MailSignature | null): Secured {
  return { kind: 'signed', inner: parseMimeTree(content).root, signature };
}
