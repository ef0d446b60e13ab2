import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, isStarted, ROOT } from './install.mjs';

const SOURCES = [
  'src',
  'migrations',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  '.swcrc',
];
const MARK = join(ROOT, 'dist/.sources');

/** Builds dist/ when the sources have changed since it was built (names, sizes and times, no contents: a few ms). */
export function ensureBuilt() {
  const sources = fingerprint();
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === sources) return;
  ensureInstalled();
  console.log('Building …');
  const nest = join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js');
  const { status } = spawnSync(process.execPath, [nest, 'build'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  writeFileSync(MARK, sources);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) addTo(hash, source);
  return hash.digest('hex');
}

function addTo(hash, path) {
  const stats = statSync(join(ROOT, path));
  if (!stats.isDirectory()) hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
  else for (const name of readdirSync(join(ROOT, path)).sort()) addTo(hash, join(path, name));
}

if (isStarted(import.meta.url)) {
  ensureInstalled();
  ensureBuilt();
}
