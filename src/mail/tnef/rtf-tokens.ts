/** One step through an RTF document. */
export type RtfToken =
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'word'; name: string; value: number | null }
  | { kind: 'symbol'; char: string }
  | { kind: 'byte'; byte: number }
  | { kind: 'text'; text: string };

/**
 * Takes RTF apart in one pass, linear in its size; damaged input gives what can be read.
 * @param rtf latin1 text
 * Source: Rich Text Format 1.9.1; `\bin` is followed by that many raw bytes.
 */
export function* rtfTokens(rtf: string): Generator<RtfToken> {
  let index = 0;
  while (index < rtf.length) {
    const char = rtf[index] as string;
    if (char === '{' || char === '}') {
      yield { kind: char === '{' ? 'open' : 'close' };
      index += 1;
    } else if (char === '\\') {
      const step = readControl(rtf, index);
      if (step.token) yield step.token;
      index = step.end;
    } else {
      const end = endOfText(rtf, index);
      const text = rtf.slice(index, end).replace(/[\r\n]/g, '');
      if (text) yield { kind: 'text', text };
      index = end;
    }
  }
}

function endOfText(rtf: string, from: number): number {
  let end = from;
  while (end < rtf.length && rtf[end] !== '{' && rtf[end] !== '}' && rtf[end] !== '\\') end += 1;
  return end;
}

const WORD = /([a-zA-Z]{1,32})(-?\d{1,10})?( ?)/y;

function readControl(rtf: string, at: number): { token: RtfToken | null; end: number } {
  const next = rtf[at + 1] ?? '';
  if (next === "'") {
    const byte = parseInt(rtf.slice(at + 2, at + 4), 16);
    return { token: Number.isNaN(byte) ? null : { kind: 'byte', byte }, end: at + 4 };
  }
  WORD.lastIndex = at + 1;
  const match = WORD.exec(rtf);
  if (!match) {
    if (next === '\r' || next === '\n') return { token: { kind: 'word', name: 'par', value: null }, end: at + 2 };
    return { token: next ? { kind: 'symbol', char: next } : null, end: at + 2 };
  }
  const value = match[2] === undefined ? null : Number(match[2]);
  const end = at + 1 + match[0].length;
  if (match[1] === 'bin') return { token: null, end: end + Math.max(0, value ?? 0) };
  return { token: { kind: 'word', name: match[1] as string, value }, end };
}
