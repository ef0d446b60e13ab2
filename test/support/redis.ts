import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aFreePort } from './free-port.js';
import { systemProgram } from './system-programs.js';
import { until } from './until.js';

export interface TestRedis {
  /** For QUEUE_URL. */
  url: string;
  /** Ends the server, and with it everything it held; `start` opens the same port again, empty. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A real Redis (or Valkey) on a free port, nothing kept on disk. */
export async function startRedis(): Promise<TestRedis> {
  const port = await aFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const { path, env } = systemProgram('redis-server', 'valkey-server');
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--maxmemory-policy',
    'noeviction',
  ];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server ??= spawn(path, options, { env, stdio: 'ignore' });
    await until(() => answers(port), { what: 'Redis' });
  }

  async function stop(): Promise<void> {
    if (!server) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    server = undefined;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    start,
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<true> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', reject);
  });
}
