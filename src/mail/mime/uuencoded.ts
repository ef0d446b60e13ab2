import { decodeUuencode } from './transfer-encoding.js';

/** A file that an old program wrote into the text. */
export interface UuencodedFile {
  name: string;
  content: Buffer;
}

const BEGIN = /^begin(?:-base64)? [0-7]{3,4} (\S.{0,250})$/;
const MAX_FILES = 50;

/**
 * Takes uuencoded files out of a text. Only what is whole counts: a `begin` line, lines of the length they state, an `end`; a
 * sentence that starts with "begin" stays a sentence. Time is linear in the size.
 * Source: POSIX uuencode.
 */
export function takeUuencoded(text: string): { text: string; files: UuencodedFile[] } {
  if (!/^begin(?:-base64)? [0-7]{3}/m.test(text)) return { text, files: [] };
  const lines = text.split(/\r?\n/);
  const kept: string[] = [];
  const files: UuencodedFile[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const name = BEGIN.exec(lines[index] as string)?.[1];
    const end = name === undefined || files.length >= MAX_FILES ? -1 : endOf(lines, index);
    if (name === undefined || end < 0) {
      kept.push(lines[index] as string);
      continue;
    }
    const block = Buffer.from(lines.slice(index, end + 1).join('\n'), 'latin1');
    files.push({ name, content: decodeUuencode(block) });
    index = end;
  }
  return { text: kept.join('\n'), files };
}

/** The line `end` of the block that begins at `start`; -1 when a line between is no uuencoded one. */
function endOf(lines: readonly string[], start: number): number {
  const isBase64 = (lines[start] as string).startsWith('begin-base64');
  for (let index = start + 1; index < lines.length; index += 1) {
    const line = lines[index] as string;
    if (isBase64 ? line === '====' : /^end\s*$/.test(line)) return index > start + 1 ? index : -1;
    if (isBase64 ? !/^[A-Za-z0-9+/=]+$/.test(line) : !isDataLine(line)) return -1;
  }
  return -1;
}

function isDataLine(line: string): boolean {
  if (line.trim() === '') return true;
  const bytes = (line.charCodeAt(0) - 32) & 0x3f;
  // Trailing blanks may have been stripped on the way.
  return /^[ -`]+$/.test(line) && line.length <= Math.ceil(bytes / 3) * 4 + 3;
}
