/** Results of the methods by which a mail server checks where a message comes from, as it wrote them: `pass`, `fail`, `none` … */
export interface AuthenticationResults {
  dmarc: string | null;
  spf: string | null;
  dkim: string | null;
}

/**
 * What the office's own mail server found. Headers of other servers are not looked at: anyone can write one, and the office's server
 * takes away those that bear its own name.
 * @param trusted the server's name in the header (authserv-id)
 * @returns null when it said nothing
 * Source: RFC 8601 sections 2.2 and 5.
 */
export function authenticationResults(
  headers: readonly { name: string; value: string }[],
  trusted: string,
): AuthenticationResults | null {
  const found: AuthenticationResults = { dmarc: null, spf: null, dkim: null };
  let isSaid = false;
  for (const { name, value } of headers) {
    if (name !== 'authentication-results') continue;
    const [server, ...results] = value.replace(/\([^()]{0,500}\)/g, ' ').split(';');
    if ((server ?? '').trim().split(/[\s/]/)[0]?.toLowerCase() !== trusted.toLowerCase()) continue;
    isSaid = true;
    for (const result of results) {
      const match = /^\s*(dmarc|spf|dkim)\s*(?:\/\d+)?\s*=\s*([a-z]{2,20})/i.exec(result);
      if (!match) continue;
      const method = (match[1] as string).toLowerCase() as keyof AuthenticationResults;
      const outcome = (match[2] as string).toLowerCase();
      // One good signature of several is enough.
      if (found[method] === null || outcome === 'pass') found[method] = outcome;
    }
  }
  return isSaid ? found : null;
}

/**
 * Whether the address in From is really its own. DMARC asks exactly that; without a policy of the domain, a failed SPF that no
 * signature makes good counts as a forgery too.
 */
export function senderVerdict({ dmarc, spf, dkim }: AuthenticationResults): 'pass' | 'fail' | 'unknown' {
  if (dmarc === 'pass') return 'pass';
  if (dmarc === 'fail') return 'fail';
  if (dkim === 'pass') return 'pass';
  if (spf === 'fail' || spf === 'softfail' || (dkim === 'fail' && spf !== 'pass')) return 'fail';
  return spf === 'pass' ? 'pass' : 'unknown';
}
