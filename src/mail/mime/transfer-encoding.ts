/**
 * Undoes Content-Transfer-Encoding. Never throws: damaged input gives what can be read.
 * Source: RFC 2045 section 6; yEnc and uuencode are met only inside text and are left there.
 */
export function decodeTransferEncoding(body: Buffer, encoding: string): Buffer {
  switch (
    encoding
      .trim()
      .toLowerCase()
      .replace(/["';].*$/, '')
  ) {
    case 'base64':
      return decodeBase64(body);
    case 'quoted-printable':
      return decodeQuotedPrintable(body);
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
      return decodeUuencode(body);
    default:
      return body;
  }
}

/**
 * Base64 in which padding may stand in the middle (several encoders glued together) and foreign characters are skipped.
 * Text that is plainly not base64 under that label is returned as it stands.
 */
export function decodeBase64(body: Buffer): Buffer {
  const text = body.toString('latin1');
  const alphabet = text.replace(/[^A-Za-z0-9+/=_-]/g, '');
  if (alphabet.length === 0) return Buffer.alloc(0);
  const foreign = text.replace(/[\sA-Za-z0-9+/=_-]/g, '').length;
  const words = text.trim().split(/[ \t]+/, 8).length;
  if (foreign * 8 > alphabet.length || (words >= 8 && alphabet.length < 400)) return body;
  if (!/=[^=]/.test(alphabet)) return Buffer.from(alphabet, 'base64');
  return Buffer.concat(alphabet.split(/=+/).map((piece) => Buffer.from(piece, 'base64')));
}

export function decodeQuotedPrintable(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length);
  let length = 0;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] as number;
    if (byte !== 0x3d) {
      out[length++] = byte;
      continue;
    }
    const softBreak = softBreakLength(body, index + 1);
    if (softBreak > 0) {
      index += softBreak;
      continue;
    }
    const high = hexDigit(body[index + 1]);
    const low = hexDigit(body[index + 2]);
    if (high < 0 || low < 0) {
      out[length++] = byte;
      continue;
    }
    out[length++] = high * 16 + low;
    index += 2;
  }
  return out.subarray(0, length);
}

/** How many bytes after `=` belong to a soft line break (blanks added by relays included); 0 when it is none. */
function softBreakLength(body: Buffer, from: number): number {
  let index = from;
  while (index < body.length && index - from < 200 && (body[index] === 0x20 || body[index] === 0x09)) index += 1;
  if (index >= body.length) return index - from || (from >= body.length ? 1 : 0);
  if (body[index] === 0x0a) return index - from + 1;
  if (body[index] === 0x0d) return index - from + (body[index + 1] === 0x0a ? 2 : 1);
  return 0;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return -1;
}

/** A whole uuencoded body; lines outside `begin` … `end` are skipped. */
export function decodeUuencode(body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let inside = false;
  let isBase64 = false;
  for (const line of body.toString('latin1').split(/\r?\n/)) {
    if (!inside) {
      inside = /^begin(?:-base64)? [0-7]{3,4} /.test(line);
      isBase64 = line.startsWith('begin-base64');
      continue;
    }
    if (/^(?:end|====)\s*$/.test(line)) break;
    pieces.push(isBase64 ? Buffer.from(line, 'base64') : decodeUuLine(line));
  }
  return Buffer.concat(pieces);
}

function decodeUuLine(line: string): Buffer {
  if (line.length === 0) return Buffer.alloc(0);
  const length = (line.charCodeAt(0) - 32) & 0x3f;
  const out = Buffer.alloc(length + 3);
  let written = 0;
  for (let index = 1; written < length; index += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((offset) => ((line.charCodeAt(index + offset) || 32) - 32) & 0x3f) as [
      number,
      number,
      number,
      number,
    ];
    out[written++] = (a << 2) | (b >> 4);
    out[written++] = ((b & 15) << 4) | (c >> 2);
    out[written++] = ((c & 3) << 6) | d;
  }
  return out.subarray(0, length);
}
