import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';

/** Limits of one form: what an office e-mail may carry, held in memory while the request lasts. */
export const UPLOAD_LIMITS = { fileSize: 15 * 1024 * 1024, files: 10, fields: 200, fieldSize: 200_000, parts: 220 };

/** A file sent with a form. */
export interface Upload {
  field: string;
  filename: string;
  contentType: string;
  content: Buffer;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Files of a multipart form, empty file inputs left out. */
    uploads?: Upload[];
  }
}

/**
 * Makes a multipart body look like any other: plain strings under their names (an array where a name repeats), files in
 * `request.uploads`.
 */
export async function flattenMultipart(request: FastifyRequest): Promise<void> {
  if (!request.isMultipart()) return;
  const fields: Record<string, string | string[]> = {};
  const uploads: Upload[] = [];
  for (const [name, parts] of Object.entries(request.body as Record<string, unknown>)) {
    for (const part of [parts].flat() as (MultipartFile | MultipartValue)[]) {
      if (part.type === 'file') {
        const content = await part.toBuffer();
        if (part.filename) uploads.push({ field: name, filename: part.filename, contentType: part.mimetype, content });
      } else {
        const earlier = fields[name];
        const value = String(part.value);
        fields[name] = earlier === undefined ? value : [earlier, value].flat();
      }
    }
  }
  request.body = fields;
  request.uploads = uploads;
}
