/** One element of BER: its identifier byte, what it holds, and its bytes as they came. */
export interface BerElement {
  /** class, form and number in one byte: 0x30 is a SEQUENCE, 0xa0 the constructed context tag 0 … */
  tag: number;
  content: Buffer;
  raw: Buffer;
  /** elements inside, where the end could only be found by reading them */
  children: BerElement[] | null;
  budget: ElementBudget;
}

/** How many elements may still be read of one file, whatever holds what. */
export interface ElementBudget {
  left: number;
}

/** Bytes that are no BER within the bounds. */
export class MalformedBer extends Error {}

const MAX_DEPTH = 40;
const MAX_ELEMENTS = 20_000;
/** Programs that stream cut the content into pieces, the smallest known of a thousand bytes. */
const BYTES_PER_ELEMENT = 500;
const CONSTRUCTED = 0x20;

/** Enough for every file that is no attack: time is linear in it. */
export function budgetFor(bytes: Buffer): ElementBudget {
  return { left: MAX_ELEMENTS + Math.floor(bytes.length / BYTES_PER_ELEMENT) };
}

/**
 * Reads the element at the start of the bytes; indefinite lengths are followed to their end, which programs that stream use.
 * @throws MalformedBer
 * Source: ITU-T X.690 section 8.1; tags above 30 do not occur in CMS.
 */
export function readBer(bytes: Buffer, budget: ElementBudget = budgetFor(bytes), depth = 0): BerElement {
  budget.left -= 1;
  if (bytes.length < 2 || depth > MAX_DEPTH || budget.left < 0) throw new MalformedBer();
  const tag = bytes[0] as number;
  if ((tag & 0x1f) === 0x1f) throw new MalformedBer();
  const first = bytes[1] as number;
  if (first === 0x80) return readIndefinite(bytes, tag, budget, depth);
  const lengthBytes = first > 0x80 ? first & 0x7f : 0;
  if (lengthBytes > 5 || 2 + lengthBytes > bytes.length) throw new MalformedBer();
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  const start = 2 + lengthBytes;
  if (start + length > bytes.length) throw new MalformedBer();
  const [content, raw] = [bytes.subarray(start, start + length), bytes.subarray(0, start + length)];
  return { tag, content, raw, children: null, budget };
}

function readIndefinite(bytes: Buffer, tag: number, budget: ElementBudget, depth: number): BerElement {
  if ((tag & CONSTRUCTED) === 0) throw new MalformedBer();
  const children: BerElement[] = [];
  let position = 2;
  while (bytes[position] !== 0 || bytes[position + 1] !== 0) {
    const child = readBer(bytes.subarray(position), budget, depth + 1);
    children.push(child);
    position += child.raw.length;
  }
  return { tag, content: bytes.subarray(2, position), raw: bytes.subarray(0, position + 2), children, budget };
}

/** The elements inside a constructed one, in order. @throws MalformedBer */
export function childrenOf({ tag, content, children: known, budget }: BerElement): BerElement[] {
  if ((tag & CONSTRUCTED) === 0) throw new MalformedBer();
  if (known) return known;
  const children: BerElement[] = [];
  for (let position = 0; position < content.length;) {
    const child = readBer(content.subarray(position), budget);
    children.push(child);
    position += child.raw.length;
  }
  return children;
}

/** The bytes of an OCTET STRING, put together when they were sent in pieces. @throws MalformedBer */
export function octetsOf(element: BerElement): Buffer {
  return (element.tag & CONSTRUCTED) === 0 ? element.content : Buffer.concat(piecesOf(element, 0));
}

function piecesOf(element: BerElement, depth: number): Buffer[] {
  if ((element.tag & CONSTRUCTED) === 0) return [element.content];
  if (depth > MAX_DEPTH) throw new MalformedBer();
  return childrenOf(element).flatMap((child) => piecesOf(child, depth + 1));
}

/** `1.2.840.113549.1.7.2`. @throws MalformedBer when it is no OBJECT IDENTIFIER */
export function oidOf(element: BerElement | undefined): string {
  if (element?.tag !== 0x06 || element.content.length === 0) throw new MalformedBer();
  const arcs: number[] = [];
  let value = 0;
  for (const byte of element.content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    if (arcs.length === 0)
      arcs.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else arcs.push(value);
    value = 0;
  }
  return arcs.join('.');
}

/** UTCTime or GeneralizedTime; null when it is neither. */
export function timeOf(element: BerElement | undefined): Date | null {
  const text = element?.content.toString('latin1') ?? '';
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?Z$/.exec(text);
  if (!match || (element?.tag !== 0x17 && element?.tag !== 0x18)) return null;
  const [year, ...rest] = match.slice(1).map((digits) => Number(digits ?? 0)) as [number, ...number[]];
  const century = match[1]?.length === 4 ? 0 : year < 50 ? 2000 : 1900;
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = rest;
  return new Date(Date.UTC(century + year, month - 1, day, hour, minute, second));
}
