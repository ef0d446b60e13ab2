import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import { PayloadTooLargeException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Limits of one form: what an office e-mail may carry, held in memory while the request lasts. */
export const UPLOAD_LIMITS = { fileSize: 15 * 1024 * 1024, files: 10, fields: 200, fieldSize: 200_000, parts: 220 };

/** A file sent with a form. */
export interface Upload {
  field: string;
  filename: string;
  contentType: string;
  content: Buffer;
  /** Longer than the limit, so `content` is not complete; only on routes that ask for it, all others answer 413. */
  tooLarge?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler itself refuses files that are too large, so that what was typed beside them is not lost. */
    keepsOversizedUploads?: boolean;
  }

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
        const tooLarge = part.file.truncated;
        if (tooLarge && !request.routeOptions.config.keepsOversizedUploads) throw new PayloadTooLargeException();
        const { filename, mimetype: contentType } = part;
        if (filename) uploads.push({ field: name, filename, contentType, content, tooLarge });
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
