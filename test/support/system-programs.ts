import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';

/** Where scripts/system-packages.mjs unpacks Debian packages when it may not install them. */
export const UNPACKED_ROOT = join(PROJECT_ROOT, '.cache/system');

const FOLDERS = ['usr/bin', 'usr/sbin', 'usr/lib/chromium', 'usr/local/bin', 'bin', 'sbin'];
const ARCHITECTURE = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
const LIBRARY_FOLDERS = ['usr/lib', `usr/lib/${ARCHITECTURE}`, `lib/${ARCHITECTURE}`];

export interface SystemProgram {
  path: string;
  /** `/`, or the folder of the unpacked packages. */
  root: string;
  /** The process's environment, with what an unpacked program needs to find its libraries. */
  env: Record<string, string | undefined>;
}

/**
 * A program of the operating system, installed or unpacked.
 * @param names the first one found is taken
 * @throws Error naming the command that installs it
 */
export function systemProgram(...names: string[]): SystemProgram {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => folder.slice(1));
  for (const root of ['/', UNPACKED_ROOT]) {
    for (const folder of root === '/' ? [...onPath, ...FOLDERS] : FOLDERS) {
      for (const name of names) {
        const path = join(root, folder, name);
        // In the unpacked tree /usr/bin/chromium is a script that looks for the rest under /.
        if (existsSync(path) && path !== join(UNPACKED_ROOT, 'usr/bin/chromium'))
          return { path, root, env: environment(root) };
      }
    }
  }
  throw new Error(`${names[0]} is not here; npm test installs it (node scripts/system-packages.mjs).`);
}

function environment(root: string): Record<string, string | undefined> {
  if (root === '/') return process.env;
  // Some keep private libraries one folder deeper: dovecot, chromium, pulseaudio, blas.
  const folders = LIBRARY_FOLDERS.map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  const libraries = folders.flatMap((folder) => [folder, ...foldersIn(folder)]).join(':');
  return { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(root, 'fonts.conf') };
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}
