import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { dataDirectoryArgument, POSTGRES_ENV, type PostgresCluster } from './postgres-cluster.js';

export interface Postmaster {
  pid: number;
  port: number;
  isReady: boolean;
}

const POLL_MS = 15;
const ORPHANS_TIMEOUT_MS = 30_000;
const SHUTDOWN_TIMEOUT_MS = 60_000;
const LOG_LIMIT_BYTES = 10_000_000;

/** Why a server did not start. `port-taken` and `already-running` are cured by trying again. */
export class PostgresStartError extends Error {
  constructor(
    readonly reason: 'port-taken' | 'already-running' | 'failed',
    message: string,
  ) {
    super(message);
  }
}

/**
 * The live server of this data directory, if any. A process counts only when it bears our cluster's name: after a crash
 * its number may belong to somebody else.
 * Source: PostgreSQL, src/include/utils/pidfile.h (lines of postmaster.pid)
 */
export async function findPostmaster(directory: string, clusterName: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!(pid > 0) || !(await bearsName(pid, clusterName))) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/**
 * Starts the server in a session of its own, so that neither Ctrl-C nor the death of Node touches it.
 * @returns when it takes connections, be it after crash recovery
 * @throws PostgresStartError
 */
export async function startPostmaster(
  cluster: PostgresCluster,
  clusterName: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<Postmaster> {
  const { directory, binaries, account } = cluster;
  await clearRemains(directory, clusterName);
  const logPath = `${directory}.log`;
  const logFile = await openLog(logPath);
  const logStart = (await logFile.stat()).size;
  const effective = {
    cluster_name: clusterName,
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...settings,
  };
  const options = Object.entries(effective).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', dataDirectoryArgument(cluster), ...options], {
    ...account,
    cwd: directory,
    env: POSTGRES_ENV,
    detached: true,
    stdio: ['ignore', logFile.fd, logFile.fd],
  });
  child.unref();
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  await logFile.close();
  while (!ended) {
    const postmaster = await findPostmaster(directory, clusterName);
    if (postmaster?.pid === child.pid && postmaster?.isReady) return postmaster;
    await wait(POLL_MS);
  }
  throw startError((await readFile(logPath)).subarray(logStart).toString(), port);
}

/**
 * Fast shutdown: open transactions are rolled back, everything is checkpointed.
 * @returns false when it is still busy after a minute
 */
export async function stopPostmaster(pid: number, clusterName: string): Promise<boolean> {
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + SHUTDOWN_TIMEOUT_MS;
  while (await bearsName(pid, clusterName)) {
    if (Date.now() > deadline) return false;
    await wait(POLL_MS);
  }
  return true;
}

/** The remembered port when nobody has it, else a free one. 0 asks for any. */
export async function freePort(preferred: number): Promise<number> {
  for (const port of [preferred, 0]) {
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as { port: number }).port;
    } catch {
      continue;
    } finally {
      server.close();
    }
  }
  throw new Error('There is no free TCP port on 127.0.0.1.');
}

/** After a crash: children of a dead server first notice and leave; a pid file that names a stranger is removed. */
async function clearRemains(directory: string, clusterName: string): Promise<void> {
  const deadline = Date.now() + ORPHANS_TIMEOUT_MS;
  while (!(await findPostmaster(directory, clusterName)) && (await isAnyoneAlive(clusterName))) {
    if (Date.now() > deadline) {
      throw new PostgresStartError('failed', `Processes of a dead PostgreSQL (${clusterName}) do not end.`);
    }
    await wait(POLL_MS);
  }
  if (!(await findPostmaster(directory, clusterName))) await rm(join(directory, 'postmaster.pid'), { force: true });
}

async function isAnyoneAlive(clusterName: string): Promise<boolean> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const answers = await Promise.all(pids.map((pid) => bearsName(pid, clusterName)));
  return answers.includes(true);
}

/** The command line is readable without rights over the process, unlike its working directory. */
async function bearsName(pid: number, clusterName: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes('postgres') && commandLine.includes(clusterName);
}

async function openLog(path: string) {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > LOG_LIMIT_BYTES) await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
}

function startError(output: string, port: number): PostgresStartError {
  if (/could not (bind|create any TCP)/.test(output)) {
    return new PostgresStartError('port-taken', `Port ${port} is taken.`);
  }
  if (/lock file "postmaster.pid" already exists|pre-existing shared memory block/.test(output)) {
    return new PostgresStartError('already-running', 'Another process has just started the same server.');
  }
  return new PostgresStartError('failed', `PostgreSQL did not start:\n${output.trim()}`);
}
