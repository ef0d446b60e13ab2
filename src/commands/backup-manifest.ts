import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FORMAT = 'pogotowie-backup';
const FORMAT_VERSION = 1;
const FILE = 'manifest.json';

/** Names become parts of statements and paths. */
const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  /** Of the server that it was taken from. */
  postgresVersion: z.string(),
  /** The schema version: names of the migrations that had run, in their order. */
  migrations: z.array(z.string()).min(1),
  /** Each is one file: gzip of PostgreSQL's COPY text format, UTF-8. */
  tables: z.array(
    z.object({ name: identifier, columns: z.array(identifier).min(1), rows: count, sizeBytes: count, sha256 }),
  ),
  /** Last number that each sequence gave out; null: none yet. */
  sequences: z.record(identifier, z.int().nullable()),
  blobs: z.object({
    files: count,
    sizeBytes: count,
    /** Were lost or damaged before the backup was made. */
    missing: z.array(sha256),
  }),
});

/** What a backup consists of; written last, so a folder without it is not a backup. */
export type BackupManifest = z.output<typeof manifestSchema>;
export type BackedUpTable = BackupManifest['tables'][number];

export function newManifest(content: Omit<BackupManifest, 'format' | 'formatVersion'>): BackupManifest {
  return { format: FORMAT, formatVersion: FORMAT_VERSION, ...content };
}

/** Where the rows of a table lie in a backup. */
export function tablePath(folder: string, table: string): string {
  return join(folder, 'tables', `${table}.copy.gz`);
}

/** Where the large blobs lie in a backup, laid out as under DATA_DIR. */
export function backedUpBlobs(folder: string): string {
  return join(folder, 'blobs');
}

export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const file = await open(join(folder, FILE), 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @throws Error when the folder holds no backup that this version can read */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => null);
  if (text === null) throw new Error(`${folder} is not a backup: it holds no ${FILE}.`);
  const result = manifestSchema.safeParse(parseJson(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(
    `${join(folder, FILE)} is damaged or of a newer version of Pogotowie (${issue!.path.join('.')}: ${issue!.message}).`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
