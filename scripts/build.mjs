import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, isStarted, ROOT } from './install.mjs';

const SOURCES = ['src', 'migrations', 'package-lock.json', 'nest-cli.json', '.swcrc'];
const MARK = join(ROOT, 'dist/.sources');

/**
 * Builds dist/ when the sources have changed since it was built (names, sizes and times, no contents: a few ms). Types are
 * not checked here: that takes longer than all the rest of a first start, and `npm test` and `npm run build` do it.
 */
export function ensureBuilt() {
  const sources = fingerprint();
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === sources) return;
  ensureInstalled();
  console.log('Building …');
  runOrExit('node_modules/@nestjs/cli/bin/nest.js', ['build']);
  writeFileSync(MARK, sources);
}

function runOrExit(script, args) {
  const { status } = spawnSync(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
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
  runOrExit('node_modules/typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.build.json']);
  ensureBuilt();
}
