import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a signed id of ours stands for: `n` a notification row, `t` a ticket row. */
export interface MailToken {
  kind: 'n' | 't';
  id: number;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** 80 bits: 16 characters of base32. */
const MAC_BYTES = 10;
const TOKEN = /\bzg-([nt])(\d{1,10})\.([a-z2-7]{4})\.([a-z2-7]{16})(?=@|$)/i;

/**
 * Signed ids of our own messages. Only letters in lower case, digits, dots and hyphens, because programs change the case of
 * local parts. A key's id is derived from its secret: the first secret signs, the others still verify, so secrets can rotate.
 */
export class MailTokens {
  private readonly keys = new Map<string, Buffer>();
  private readonly currentKeyId: string;

  /**
   * @param secrets newest first, at least one
   * @param domain of our Message-IDs
   */
  constructor(
    secrets: readonly [string, ...string[]],
    private readonly domain: string,
  ) {
    for (const secret of secrets) {
      const key = createHmac('sha256', secret).update('pogotowie mail token').digest();
      this.keys.set(base32(createHash('sha256').update(key).digest()).slice(0, 4), key);
    }
    this.currentKeyId = this.keys.keys().next().value as string;
  }

  /** The same row always gives the same id, so that a repeated sending is recognised as one. With angle brackets. */
  messageId(token: MailToken): string {
    return `<${this.sign(token)}@${this.domain}>`;
  }

  /** `helpdesk@x` → `helpdesk+zg-t12.abcd.…@x`: the reply finds its ticket even when a program drops References. */
  replyAddress(address: string, token: MailToken): string {
    const at = address.lastIndexOf('@');
    return `${address.slice(0, at)}+${this.sign(token)}${address.slice(at)}`;
  }

  /** Finds a genuine token in a Message-ID or an address; null when there is none or the signature is wrong. */
  verify(idOrAddress: string): MailToken | null {
    const match = TOKEN.exec(idOrAddress.slice(-400).replace(/>$/, ''));
    if (!match) return null;
    const token = { kind: (match[1] as string).toLowerCase() as MailToken['kind'], id: Number(match[2]) };
    const key = this.keys.get((match[3] as string).toLowerCase());
    if (!key) return null;
    const given = Buffer.from((match[4] as string).toLowerCase());
    return timingSafeEqual(given, Buffer.from(macOf(token, key))) ? token : null;
  }

  private sign(token: MailToken): string {
    return `zg-${token.kind}${token.id}.${this.currentKeyId}.${macOf(token, this.keys.get(this.currentKeyId) as Buffer)}`;
  }
}

function macOf({ kind, id }: MailToken, key: Buffer): string {
  return base32(createHmac('sha256', key).update(`${kind}:${id}`).digest().subarray(0, MAC_BYTES));
}

function base32(bytes: Buffer): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) out += ALPHABET[(value >> (bits - 5)) & 31];
    value &= 0xff;
  }
  return out;
}
