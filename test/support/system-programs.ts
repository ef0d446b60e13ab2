import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';

/** Where scripts/system-packages.mjs unpacks Debian packages when it may not install them. */
export const UNPACKED_ROOT = join(PROJECT_ROOT, '.cache/system');

const FOLDERS = ['usr/bin', 'usr/sbin', 'usr/lib/chromium', 'usr/local/bin', 'bin', 'sbin'];

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

/** The path of a shared library that is loaded before all others. */
export function systemLibrary(name: string): string {
  for (const root of ['/', UNPACKED_ROOT]) {
    for (const folder of libraryFolders(root)) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  throw new Error(`${name} is not here; npm test brings it (node scripts/system-packages.mjs).`);
}

/** `/usr/lib` and its folders, where Debian has one for each processor. */
function libraryFolders(root: string): string[] {
  const folder = join(root, 'usr/lib');
  if (!existsSync(folder)) return [];
  return [folder, ...readdirSync(folder).map((name) => join(folder, name))];
}

function environment(root: string): Record<string, string | undefined> {
  if (root === '/') return process.env;
  const libraries = ['usr/lib', 'lib'].flatMap((folder) => librariesIn(join(root, folder))).join(':');
  return { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(root, 'fonts.conf') };
}

/** Every folder with shared libraries: some packages keep private ones deep down (dovecot/modules/old-stats). */
function librariesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  const deeper = entries
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => librariesIn(join(folder, entry.name)));
  return entries.some((entry) => /\.so(\.|$)/.test(entry.name)) ? [folder, ...deeper] : deeper;
}
