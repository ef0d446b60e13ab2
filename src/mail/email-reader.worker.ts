import { parentPort } from 'node:worker_threads';
import { readEmail } from './read-email.js';

/** One message to read; answered with a ReadEmail or an error text. */
export interface ReadRequest {
  raw: Uint8Array;
  envelopeFrom: string | null;
  rawSha256: string;
}

parentPort?.on('message', ({ raw, envelopeFrom, rawSha256 }: ReadRequest) => {
  try {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    parentPort?.postMessage({ read: readEmail(bytes, envelopeFrom, rawSha256) });
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  }
});
