import { parentPort } from 'node:worker_threads';
import type { ReadOptions } from './parse-email.js';
import { readEmail } from './read-email.js';

/** One message to read; answered with a ReadEmail or an error text. */
export interface ReadRequest {
  raw: Uint8Array;
  envelopeFrom: string | null;
  rawSha256: string;
  options: ReadOptions;
}

parentPort?.on('message', ({ raw, envelopeFrom, rawSha256, options }: ReadRequest) => {
  try {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    parentPort?.postMessage({ read: readEmail(bytes, envelopeFrom, rawSha256, options) });
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  }
});
