const URL_PATTERN = /\bhttps?:\/\/[^\s<>"„”]{1,2000}/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Plain text of a message as HTML: escaped, addresses made links, personal identity numbers (PESEL) masked.
 * Line ends are kept by the style sheet.
 */
export function messageHtml(text: string): string {
  const masked = maskPesel(text);
  let html = '';
  let from = 0;
  for (const match of masked.matchAll(URL_PATTERN)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, '');
    html += escapeHtml(masked.slice(from, match.index));
    html += `<a href="${escapeHtml(address)}" rel="noopener noreferrer nofollow" target="_blank">${escapeHtml(address)}</a>`;
    from = match.index + address.length;
  }
  return html + escapeHtml(masked.slice(from));
}

/** Eleven digits with the right check digit become `•••••••••••`: tickets hold no identity numbers (domain guide section 8). */
export function maskPesel(text: string): string {
  return text.replace(/(?<![\d.,/-])\d{11}(?![\d])/g, (digits) => (isPesel(digits) ? '•'.repeat(11) : digits));
}

const WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];

function isPesel(digits: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const month = Number(digits.slice(2, 4)) % 20;
  const day = Number(digits.slice(4, 6));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && (10 - (sum % 10)) % 10 === Number(digits[10]);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
