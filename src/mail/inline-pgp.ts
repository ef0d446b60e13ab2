import type { MailSignature } from './mime/secured-part.js';

const BEGIN_SIGNED = '-----BEGIN PGP SIGNED MESSAGE-----\n';
const BEGIN_SIGNATURE = '\n-----BEGIN PGP SIGNATURE-----';
const END_SIGNATURE = '-----END PGP SIGNATURE-----';

interface OpenedPgp {
  text: string;
  signature: MailSignature | null;
  encrypted: 'pgp' | null;
}

/**
 * PGP written into the text itself: the armour around signed words is taken off, encrypted ones are only recognised.
 * Source: RFC 9580 section 7 (cleartext signatures; lines that begin with a dash are escaped by "- ").
 */
export function openInlinePgp(text: string): OpenedPgp {
  const plain: OpenedPgp = { text, signature: null, encrypted: null };
  if (!text.includes('-----BEGIN PGP ')) return plain;
  if (/^-----BEGIN PGP MESSAGE-----$/m.test(text)) return { ...plain, encrypted: 'pgp' };
  const start = text.indexOf(BEGIN_SIGNED);
  const signature = start < 0 ? -1 : text.indexOf(BEGIN_SIGNATURE, start);
  const end = signature < 0 ? -1 : text.indexOf(END_SIGNATURE, signature);
  // Quoted armour belongs to the older message.
  if (end < 0 || (start > 0 && text[start - 1] !== '\n')) return plain;
  const words = text
    .slice(start + BEGIN_SIGNED.length, signature)
    .replace(/^(?:[A-Za-z][A-Za-z-]{1,20}: .{0,100}\n){1,6}\n?/, '')
    .replace(/^- (?=-)/gm, '');
  return {
    text: [text.slice(0, start), words, text.slice(end + END_SIGNATURE.length)]
      .map((piece) => piece.trim())
      .filter(Boolean)
      .join('\n\n'),
    signature: { kind: 'pgp', state: 'unverified', signer: null, reason: 'unsupported' },
    encrypted: null,
  };
}
