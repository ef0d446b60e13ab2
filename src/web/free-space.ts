import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Room on the disk where a folder lies or will lie.
 * @returns the folder, or the nearest one above it that exists, and the bytes that are free for us
 */
export async function freeBytes(folder: string): Promise<{ path: string; bytes: number }> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return { path: folder, bytes: bavail * bsize };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(folder) === folder) throw error;
    return freeBytes(dirname(folder));
  }
}
