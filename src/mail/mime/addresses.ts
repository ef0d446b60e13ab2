import addressparser from 'nodemailer/lib/addressparser';
import { decodeWords, stripControls, unfold } from './header-value.js';

/** One mailbox. `address` is lower-case and usable as a key; `name` is what the sender claims, never to be trusted. */
export interface MailAddress {
  address: string;
  name: string;
}

const MAX_ADDRESSES = 500;
/** Longer is no mailbox, and the pattern's cost grows with the square of it. */
const MAX_HIDDEN_CHARS = 1_000;
const ADDRESS = /^[^\s<>"(),:;@\\[\]]{1,64}@[^\s<>"(),:;@\\]{1,255}$/;

/**
 * The addresses of a header (From, To, Reply-To …). Groups are flattened, comments dropped, names decoded, a comma that was
 * not quoted (`Kowalski, Jan <jan@x>`) put back into the name. What has no address is left out.
 * @param raw header bytes as latin1
 * @param chosenCharset see `decodeText`
 * Source: RFC 5322 section 3.4, and what programs send instead.
 */
export function parseAddresses(raw: string, chosenCharset: string | null = null): MailAddress[] {
  const unfolded = unfold(raw);
  // Encoded words may hold commas, colons and brackets; the grammar must not see them.
  const words: string[] = [];
  const masked = unfolded.replace(
    /=\?[^?\s]{1,120}\?[bq]\?[^?]{0,2000}\?=/gi,
    (word) => `\ue000${words.push(word) - 1}\ue001`,
  );
  const unmask = (text: string): string =>
    text.replace(/\ue000(\d+)\ue001/g, (_, index: string) => words[Number(index)] ?? '');
  const found: MailAddress[] = [];
  let pendingName: string[] = [];
  for (const entry of addressparser(masked, { flatten: true }).slice(0, MAX_ADDRESSES)) {
    const read = readEntry(unmask(entry.name), unmask(entry.address), chosenCharset);
    if (read.address === '') {
      if (read.name) pendingName.push(read.name);
      continue;
    }
    found.push({ address: read.address, name: [...pendingName, read.name].filter(Boolean).join(', ') });
    pendingName = [];
  }
  return found.length > 0 ? found : bareAddresses(decodeWords(unfolded));
}

function readEntry(rawName: string, rawAddress: string, chosenCharset: string | null): MailAddress {
  const name = stripControls(decodeWords(rawName, chosenCharset)).replace(/^["'\s<>]+|["'\s<>]+$/g, '');
  const address = cleanAddress(rawAddress);
  if (address) return { address, name: cleanAddress(name) === address ? '' : name };
  // The whole mailbox may hide in one encoded word: =?utf-8?Q?Jan_<jan=40urzad.example>?=
  const hidden = /^(.*?)<?([^\s<>"]{1,64}@[^\s<>"]{1,255}?)>?$/.exec(
    stripControls(decodeWords(rawAddress || rawName)).slice(0, MAX_HIDDEN_CHARS),
  );
  const hiddenAddress = hidden ? cleanAddress(hidden[2] as string) : '';
  return { address: hiddenAddress, name: hiddenAddress ? (hidden?.[1] ?? '').trim() : name };
}

/** Lower-case address, or an empty string when it is none. */
export function cleanAddress(raw: string): string {
  const address = stripControls(decodeWords(raw))
    .replace(/^[<[]+|[>\s]+$/g, '')
    .replace(/^mailto:/i, '')
    // The end of `[mailto:…]`, not of an address literal.
    .replace(/(?<!@\[[^\]]{0,100})\]$/, '')
    .replace(/\s+/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  return ADDRESS.test(address) ? address.normalize('NFC') : '';
}

/** Last resort for headers that no grammar reads: anything that looks like an address. */
function bareAddresses(text: string): MailAddress[] {
  const matches = text.slice(0, 10_000).match(/[^\s<>"(),:;@\\[\]]{1,64}@[^\s<>"(),:;@\\[\]]{1,255}/g) ?? [];
  return matches.map((match) => ({ address: cleanAddress(match), name: '' })).filter(({ address }) => address !== '');
}

/** The part after `@`, or an empty string. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
