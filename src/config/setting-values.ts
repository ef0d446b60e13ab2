import { isIP } from 'node:net';

/** Says of a value in words what it must be; never with the value of a secret. */
export class WrongValue extends Error {}

const EMAIL = /^[^\s@<>()[\],;:"\\]{1,64}@[^\s@<>()[\],;:"\\]{1,253}$/;
const NAME =
  /^(?=.{1,253}$)[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?(?:\.[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?)*$/u;
const MAX_PORT = 65_535;

/** Every reader takes a value that is not empty and throws WrongValue. */
export type Reader<T> = (text: string) => T;

export function flag(text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new WrongValue('must be true or false');
}

export function oneOf<const T extends string>(values: readonly T[]): Reader<T> {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new WrongValue(`"${text}" is none of ${values.join(', ')}`);
    return found;
  };
}

/** @param max a larger one is a mistake */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (text) => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (number >= min && number <= max) return number;
    throw new WrongValue(
      `must be a whole number, ${max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `${min} to ${max}`}`,
    );
  };
}

export const port = wholeNumber(0, MAX_PORT);

/** Comma separated, without capitals and without empty places. @param read one of them; what it says gets the item's name */
export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (text) => {
    const items = text.split(',').map((item) => item.trim().toLowerCase());
    const complaints = new Set<string>();
    const values = items.filter(Boolean).flatMap((item) => {
      try {
        return [read(item)];
      } catch (error) {
        if (!(error instanceof WrongValue)) throw error;
        complaints.add(error.message);
        return [];
      }
    });
    if (complaints.size > 0) throw new WrongValue([...complaints].join('; '));
    if (values.length === 0) throw new WrongValue('names nothing');
    return values;
  };
}

export function emailAddress(text: string): string {
  if (!EMAIL.test(text) || !NAME.test(text.slice(text.indexOf('@') + 1))) {
    throw new WrongValue(`"${text}" is not an e-mail address`);
  }
  return text;
}

/** `helpdesk@urzad.example`, or `Helpdesk <helpdesk@urzad.example>`. */
export function sender(text: string): string {
  const [, , inBrackets, bare] = /^([^<>]*)<([^<>]*)>$|^([^<>]*)$/.exec(text) ?? [];
  const address = (inBrackets ?? bare ?? '').trim();
  try {
    emailAddress(address);
  } catch {
    throw new WrongValue('must be an e-mail address, with or without a name: Helpdesk <helpdesk@urzad.example>');
  }
  return text;
}

/** A part of an e-mail address after the @, which may be written too. */
export function domain(text: string): string {
  const name = text.replace(/^@/, '');
  if (!NAME.test(name) || isIP(name)) throw new WrongValue(`"${text}" is not a domain such as urzad.example`);
  return name;
}

/** The name by which a mail server calls itself in Authentication-Results (RFC 8601, section 2.5). */
export function serverName(text: string): string {
  if (!NAME.test(text)) throw new WrongValue('must be one name such as mx.urzad.example');
  return text;
}

/** Where to listen: an address, or a name that this machine has. */
export function listeningHost(text: string): string {
  const looksLikeAddress = /^[\d.]+$|:/.test(text);
  if (isIP(text) || (!looksLikeAddress && NAME.test(text))) return text;
  throw new WrongValue('must be an address of this machine or its name, without a port: 127.0.0.1, 0.0.0.0, ::');
}

/** `10.0.0.0/8`, `10.1.2.3`, `2001:db8::/32`. */
export function network(text: string): string {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const isWhole = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  if (bits < 0 || !isWhole || rest.length > 0) {
    throw new WrongValue(`"${text}" is neither an address nor a network such as 10.0.0.0/8`);
  }
  return text;
}

export function timeZone(text: string): string {
  const wrong = new WrongValue(`"${text}" is not a time zone such as Europe/Warsaw`);
  if (/^[+-]/.test(text)) throw wrong; // PostgreSQL reads the sign of an offset the other way round
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw wrong;
  }
}

/** `2026-11-23`, a day that there is. */
export function day(text: string): string {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (date && !Number.isNaN(+date) && date.toISOString().startsWith(text)) return text;
  throw new WrongValue('must be a day such as 2026-11-23');
}

/** What people type, without a path: pages lie at the root. */
export function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRoot = url && url.pathname === '/' && !url.search && !url.hash && !url.username;
  if (!isRoot || !/^https?:$/.test(url.protocol)) {
    throw new WrongValue('must be an address such as https://helpdesk.urzad.example, without a path');
  }
  return url.protocol + text.slice(url.protocol.length).replace(/\/$/, '');
}

/** The address of a server, which may hold a password and is therefore never repeated. */
export function serverAddress(
  protocols: readonly string[],
  example: string,
  rules: { needsUser?: boolean; mayHavePath?: boolean } = {},
): Reader<string> {
  const wrong = new WrongValue(`must look like ${example}, special characters of user and password as %xx`);
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !protocols.includes(url.protocol.slice(0, -1)) || !isDecodable(url)) throw wrong;
    // A raw # or / of a password makes its beginning the host and its rest a path: such an address is another one than was meant.
    const isBroken = url.hash !== '' || (!rules.mayHavePath && url.pathname.length > 1);
    if (isBroken || !url.hostname || (rules.needsUser && !url.username)) throw wrong;
    return text;
  };
}

function isDecodable({ username, password, pathname }: URL): boolean {
  try {
    return [username, password, pathname].every((part) => decodeURIComponent(part) || true);
  } catch {
    return false;
  }
}
