/** `PN/12/2026` */
export function formatProtocolNumber(sequence: number, year: number): string {
  return `PN/${sequence}/${year}`;
}

/** `PN/12/2026` typed by a person, in any case, with slashes or hyphens; null when it cannot be a number. */
export function parseProtocolNumber(text: string): string | null {
  const parts = /^\s*PN[/-]0*([1-9]\d{0,6})[/-](\d{4})\s*$/i.exec(text);
  return parts && `PN/${parts[1]}/${parts[2]}`;
}

/** For file names: `PN-12-2026`. */
export function protocolFileName(number: string | null, id: number): string {
  return number ? number.replaceAll('/', '-') : `protokol-${id}`;
}
