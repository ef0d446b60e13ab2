import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import { PROJECT_ROOT } from '../../src/common/project-root.js';

export interface Spoken {
  status: number;
  stdout: string;
  stderr: string;
}

/**
 * The command line in a process of its own, from its sources; what `npm run cli -- …` runs from the build.
 * @param from the folder that the person stands in, as npm tells it
 * @param entry `main`: the program itself, what `npm start` runs
 */
export async function commandLine(
  args: string[],
  env: Record<string, string>,
  from: string,
  entry: 'cli' | 'main' = 'cli',
): Promise<Spoken> {
  const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', `src/${entry}.ts`, ...args], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, NODE_OPTIONS: '', INIT_CWD: from, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { status, stdout, stderr };
}
