import type { UnpackBudget } from '../unpack-budget.js';

const DICTIONARY_SIZE = 4_096;
/** Words that every RTF needs; the dictionary begins with them. */
const PRELOAD =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;

/** The most RTF of one message that is unpacked, in bytes. */
export const MAX_RTF_BYTES = 4 * 1024 * 1024;
/** Two bytes stand for at most seventeen, so no size that is announced need be believed. */
const MAX_RATIO = 9;

/**
 * RTF out of the property PR_RTF_COMPRESSED. Bounded: what lies beyond MAX_RTF_BYTES is left out.
 * @returns latin1 text, null when it is no compressed RTF or more than may be unpacked
 * @throws NeedsWorker
 * Source: MS-OXRTFCP section 2.
 */
export function decompressRtf(data: Buffer, budget: UnpackBudget): string | null {
  if (data.length < 16) return null;
  const rawSize = Math.min(data.readUInt32LE(4), MAX_RTF_BYTES, data.length * MAX_RATIO);
  if (!budget.take(rawSize)) return null;
  const kind = data.readUInt32LE(8);
  if (kind === UNCOMPRESSED) return data.toString('latin1', 16, 16 + rawSize);
  return kind === COMPRESSED ? inflate(data.subarray(16), rawSize) : null;
}

function inflate(data: Buffer, rawSize: number): string {
  const dictionary = Buffer.alloc(DICTIONARY_SIZE, 0x20);
  let write = dictionary.write(PRELOAD, 'latin1');
  const out = Buffer.alloc(rawSize);
  let length = 0;
  const put = (byte: number): void => {
    if (length < rawSize) out[length++] = byte;
    dictionary[write] = byte;
    write = (write + 1) % DICTIONARY_SIZE;
  };
  let index = 0;
  while (index < data.length && length < rawSize) {
    const control = data[index++] as number;
    for (let bit = 0; bit < 8 && index < data.length; bit += 1) {
      if ((control & (1 << bit)) === 0) {
        put(data[index++] as number);
        continue;
      }
      const reference = ((data[index] as number) << 8) | (data[index + 1] ?? 0);
      index += 2;
      const offset = reference >> 4;
      // A reference to the place where the next byte goes marks the end.
      if (offset === write) return out.toString('latin1', 0, length);
      for (let step = 0; step < (reference & 15) + 2; step += 1)
        put(dictionary[(offset + step) % DICTIONARY_SIZE] as number);
    }
  }
  return out.toString('latin1', 0, length);
}
