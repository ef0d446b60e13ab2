/** Headers by which filters say that a message is spam. */
const VERDICTS: [string, RegExp][] = [
  ['x-spam-flag', /^\s*(?:yes|true|spam)\b/i],
  ['x-spam-status', /^\s*(?:yes|spam)\b/i],
  ['x-spam', /^\s*(?:yes|true|spam)\b/i],
  ['x-rspamd-action', /^\s*(?:reject|add[ _-]header|rewrite[ _-]subject|quarantine)\b/i],
  ['x-bogosity', /^\s*(?:yes|spam)\b/i],
  ['x-dspam-result', /^\s*(?:spam|blacklisted)\b/i],
  ['x-barracuda-spam-status', /^\s*yes\b/i],
  ['x-vr-status', /^\s*spam\b/i],
  ['x-proofpoint-spam-details', /^\s*rule=\w{0,30}spam\b(?!_?not)/i],
  ['x-ms-exchange-organization-scl', /^\s*[5-9]\s*$/],
  ['x-forefront-antispam-report', /\bSFV:(?:SPM|SKB)\b/i],
];

/**
 * The verdict of a spam filter on the way. Any filter is believed when it says spam, because all that follows is that a person
 * looks; when it says "no spam" nothing follows, because a sender can write that too.
 * @returns the header that says so, or null
 */
export function spamVerdict(headers: readonly { name: string; value: string }[]): string | null {
  for (const { name, value } of headers) {
    const verdict = VERDICTS.find(([header]) => header === name);
    if (verdict?.[1].test(value)) return `${name}: ${value.trim().slice(0, 60)}`;
  }
  return null;
}
