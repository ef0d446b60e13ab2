import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export function blobsFolder(dataDir: string): string {
  return join(dataDir, 'blobs');
}

/** Where the bytes of a large blob lie. @param folder of all blobs @param name SHA-256 in hex */
export function blobPath(folder: string, name: string): string {
  return join(folder, name.slice(0, 2), name);
}

/** The bytes are not those that the name promises. */
export class DamagedBlob extends Error {}

/** Stores bytes under their name; they are whole and fsynced before they have it. */
export async function writeBlobFile(
  folder: string,
  name: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  const path = blobPath(folder, name);
  await makeFolder(dirname(path));
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await pipeline(chunks, createWriteStream(partial, { flags: 'wx', mode: 0o640, flush: true }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Copies the file of a blob from one folder of blobs to another.
 * @returns its size in bytes
 * @throws DamagedBlob; Error with code ENOENT when there is no such file
 */
export async function copyBlobFile(name: string, from: string, to: string): Promise<number> {
  await writeBlobFile(to, name, readChecked(from, name));
  return (await stat(blobPath(to, name))).size;
}

/** Makes the names in a folder as durable as the files. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new folder is itself a name in the one above it. */
async function makeFolder(folder: string): Promise<void> {
  const highest = await mkdir(folder, { recursive: true, mode: 0o750 });
  if (!highest) return;
  for (let made = folder; made.length >= highest.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function* readChecked(folder: string, name: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(blobPath(folder, name)) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== name) throw new DamagedBlob(`the file ${name} is damaged`);
}
