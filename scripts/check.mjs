import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, isStarted, ROOT } from './install.mjs';

const CHECKS = [
  { name: 'ESLint', script: 'node_modules/eslint/bin/eslint.js', args: ['.'] },
  { name: 'TypeScript', script: 'node_modules/typescript/bin/tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'Prettier', script: 'node_modules/prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
];

/** Lint, types and format, side by side. @returns how many found nothing wrong, and how many did */
export async function runChecks() {
  const statuses = await Promise.all(CHECKS.map(run));
  const failed = statuses.filter((status) => status !== 0).length;
  return { passed: CHECKS.length - failed, failed };
}

function run({ name, script, args }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (status) => {
      console.log(status === 0 ? `${name}: nothing to say` : `${name}:\n${output}`);
      resolve(status);
    });
  });
}

if (isStarted(import.meta.url)) {
  ensureInstalled();
  const { failed } = await runChecks();
  process.exitCode = failed ? 1 : 0;
}
