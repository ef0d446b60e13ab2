import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { found } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { blobPath, blobsFolder, writeBlobFile } from './blob-files.js';

/** Up to this size a blob lies in PostgreSQL, so that most e-mails are one commit. */
const INLINE_MAX_BYTES = 256 * 1024;

/** SHA-256 in hex: the name of a blob. */
export function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Files by content: raw messages, attachments, PDFs. Small ones in the database, larger ones as files under DATA_DIR, written
 * and fsynced before the row that names them commits.
 */
@Injectable()
export class BlobsService {
  private readonly folder: string;

  constructor(
    private readonly db: DataSource,
    config: AppConfig,
  ) {
    this.folder = blobsFolder(config.dataDir);
  }

  /** Stores the bytes once, whoever else has them. @returns SHA-256 in hex */
  async put(tx: EntityManager, content: Buffer): Promise<string> {
    const [name] = await this.putAll(tx, [content]);
    return name!;
  }

  /** The same for several at once. @returns their names, in the order given */
  async putAll(tx: EntityManager, contents: readonly Buffer[]): Promise<string[]> {
    const blobs = contents.map((content) => ({ name: sha256(content), content }));
    const isInline = ({ content }: { content: Buffer }) => content.length <= INLINE_MAX_BYTES;
    for (const blob of blobs) if (!isInline(blob)) await this.writeFile(blob.name, blob.content);
    if (blobs.length > 0) {
      await tx.query(
        // In one order always, so that two transactions with the same files wait for each other instead of blocking each other.
        `INSERT INTO blob (sha256, size_bytes, content)
         SELECT b.* FROM unnest($1::text[], $2::bigint[], $3::bytea[]) AS b (sha256, size_bytes, content) ORDER BY b.sha256
         ON CONFLICT ON CONSTRAINT blob_pk DO NOTHING`,
        [
          blobs.map(({ name }) => name),
          blobs.map(({ content }) => content.length),
          blobs.map((blob) => (isInline(blob) ? blob.content : null)),
        ],
      );
    }
    return blobs.map(({ name }) => name);
  }

  /** @throws DomainError `blob.not-found` */
  async get(name: string): Promise<Buffer> {
    const [row] = await this.db.query<{ content: Buffer | null }[]>(
      'SELECT b.content FROM blob b WHERE b.sha256 = $1',
      [name],
    );
    return found(row, 'blob').content ?? (await readFile(blobPath(this.folder, name)));
  }

  private async writeFile(name: string, content: Buffer): Promise<void> {
    if (await stat(blobPath(this.folder, name)).catch(() => null)) return;
    await writeBlobFile(this.folder, name, [content]);
  }
}
