import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SignInRequired } from '../access/access.guard.js';

/** Of one form: what an office e-mail may carry, held in memory while the request lasts. */
const MAX_FILES = 10;
const MAX_FILE_BYTES = 15 * 1024 * 1024;
const MAX_FORM_BYTES = 60 * 1024 * 1024;
/** Over all requests at one time: whoever sends beyond it is asked to come again. */
const MAX_BYTES_IN_FLIGHT = 256 * 1024 * 1024;

/** Of the parser. It counts more files than a form may have, so that those too many are told of and not an error of the request. */
export const UPLOAD_LIMITS = { fileSize: MAX_FILE_BYTES, files: 200, fields: 200, fieldSize: 200_000, parts: 400 };

/** A file sent with a form. */
export interface Upload {
  field: string;
  filename: string;
  contentType: string;
  content: Buffer;
  /** Longer than the limit, so `content` is not complete. */
  tooLarge?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * From whom the route takes files; absent: from nobody. Files that are too large or too many are refused by `answerForm` alone, so
     * that what was typed beside them is not lost.
     */
    takesFiles?: 'anyone' | 'signed-in';
  }

  interface FastifyRequest {
    /** Files of a multipart form, empty file inputs left out; never more than a form may have. */
    uploads?: Upload[];
    /** What is wrong with them in Polish, by their field; `answerForm` refuses the form that they came with. */
    refusedUploads?: Record<string, string>;
  }
}

/** What is held for one request. */
interface Held {
  files: number;
  bytes: number;
  /** No file of this request is held (any more), though some may still come out of the parser. */
  isReleased: boolean;
}

/** What a stranger may send to where files are taken from who is signed in: what was typed is kept for them, the files are not. */
const MAX_BYTES_OF_STRANGER = 1024 * 1024;

const heldFor = new WeakMap<FastifyRequest, Held>();
const contents = new WeakMap<MultipartFile, Buffer>();
/** Files for which the server had no room, whatever their form may have. */
const crowdedOut = new WeakSet<MultipartFile>();
let bytesInFlight = 0;

/**
 * Asked before a form with files is read: a body that large is not held for a route that has no use for it, nor for strangers. A small
 * one is read, and the guard refuses it, without its files.
 * @param isSignedIn whoever sends it, by their session
 * @throws UnsupportedMediaTypeException, SignInRequired
 */
export async function refuseFiles(request: FastifyRequest, isSignedIn: () => Promise<boolean>): Promise<void> {
  // `isMultipart` knows only once the body is being read.
  if (!/^\s*multipart\//i.test(request.headers['content-type'] ?? '')) return;
  const { takesFiles } = request.routeOptions.config;
  if (!takesFiles) throw new UnsupportedMediaTypeException();
  if (takesFiles === 'anyone' || (await isSignedIn())) return;
  const isSmall = Number(request.headers['content-length'] ?? Infinity) <= MAX_BYTES_OF_STRANGER;
  if (!isSmall) throw new SignInRequired('sign-in required');
  heldFor.set(request, { files: 0, bytes: 0, isReleased: true });
}

/** Reads a file as it comes in; lets it pass by when it has no name or there are enough. */
export async function takeFile(this: FastifyRequest, part: MultipartFile): Promise<void> {
  const held = heldFor.get(this) ?? { files: 0, bytes: 0, isReleased: false };
  heldFor.set(this, held);
  let chunks: Buffer[] | null = part.filename && held.files < MAX_FILES ? [] : null;
  if (chunks) held.files += 1;
  for await (const chunk of part.file as AsyncIterable<Buffer>) {
    if (!chunks) continue;
    const isCrowded = bytesInFlight + chunk.length > MAX_BYTES_IN_FLIGHT;
    if (isCrowded) crowdedOut.add(part);
    if (isCrowded || held.isReleased || held.bytes + chunk.length > MAX_FORM_BYTES) {
      chunks = null;
      continue;
    }
    chunks.push(chunk);
    held.bytes += chunk.length;
    bytesInFlight += chunk.length;
  }
  if (chunks) contents.set(part, Buffer.concat(chunks));
}

/** To be called once, when the request was answered or its sender has gone. */
export function releaseFiles(request: FastifyRequest): void {
  const held = heldFor.get(request);
  if (!held) return;
  bytesInFlight -= held.bytes;
  held.isReleased = true;
}

/**
 * Makes a multipart body look like any other: plain strings under their names (an array where a name repeats), files in
 * `request.uploads`.
 */
export function flattenMultipart(request: FastifyRequest): void {
  if (!request.isMultipart()) return;
  const fields: Record<string, string | string[]> = {};
  const uploads: Upload[] = [];
  const refused: Record<string, string> = {};
  for (const [name, parts] of Object.entries(request.body as Record<string, unknown>)) {
    for (const part of [parts].flat() as (MultipartFile | MultipartValue)[]) {
      if (part.type !== 'file') {
        const earlier = fields[name];
        const value = String(part.value);
        fields[name] = earlier === undefined ? value : [earlier, value].flat();
      } else if (part.filename) {
        const content = contents.get(part);
        if (!content) {
          refused[name] = crowdedOut.has(part)
            ? 'Serwer odbiera teraz zbyt wiele plików naraz. Prosimy spróbować ponownie za chwilę.'
            : `Można dołączyć najwyżej ${MAX_FILES} plików, razem do ${MAX_FORM_BYTES / (1024 * 1024)} MB.`;
          continue;
        }
        const { filename, mimetype: contentType } = part;
        const tooLarge = part.file.truncated;
        uploads.push({ field: name, filename, contentType, content, tooLarge });
        if (tooLarge) refused[name] ??= `Plik „${filename}” jest większy niż ${MAX_FILE_BYTES / (1024 * 1024)} MB.`;
      }
    }
  }
  request.body = fields;
  request.uploads = uploads;
  request.refusedUploads = refused;
}
