import { finished } from 'node:stream/promises';
import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import { PayloadTooLargeException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Of one form: what an office e-mail may carry, held in memory while the request lasts. */
const MAX_FILES = 10;
const MAX_FILE_BYTES = 15 * 1024 * 1024;

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
    /** The handler itself refuses files that are too large or too many, so that what was typed beside them is not lost. */
    keepsRefusedUploads?: boolean;
  }

  interface FastifyRequest {
    /** Files of a multipart form, empty file inputs left out; never more than a form may have. */
    uploads?: Upload[];
    /** What is wrong with them in Polish, by their field; only on routes that ask for it, all others answer 413. */
    refusedUploads?: Record<string, string>;
  }
}

/** Files that came after the last one that counts; their bytes are not kept. */
const surplus = new WeakSet<MultipartFile>();
const fileCounts = new WeakMap<FastifyRequest, number>();

/** Reads a file as it comes in, or lets it pass by when there are enough. */
export async function takeFile(this: FastifyRequest, part: MultipartFile): Promise<void> {
  const count = (fileCounts.get(this) ?? 0) + (part.filename ? 1 : 0);
  fileCounts.set(this, count);
  if (count <= MAX_FILES) return void (await part.toBuffer());
  surplus.add(part);
  part.file.resume();
  await finished(part.file);
}

/**
 * Makes a multipart body look like any other: plain strings under their names (an array where a name repeats), files in
 * `request.uploads`.
 */
export async function flattenMultipart(request: FastifyRequest): Promise<void> {
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
      } else if (surplus.has(part)) {
        refused[name] = `Można dołączyć najwyżej ${MAX_FILES} plików.`;
      } else if (part.filename) {
        const { filename, mimetype: contentType } = part;
        const tooLarge = part.file.truncated;
        uploads.push({ field: name, filename, contentType, content: await part.toBuffer(), tooLarge });
        if (tooLarge) refused[name] ??= `Plik „${filename}” jest większy niż ${MAX_FILE_BYTES / (1024 * 1024)} MB.`;
      }
    }
  }
  if (Object.keys(refused).length > 0 && !request.routeOptions.config.keepsRefusedUploads)
    throw new PayloadTooLargeException();
  request.body = fields;
  request.uploads = uploads;
  request.refusedUploads = refused;
}
