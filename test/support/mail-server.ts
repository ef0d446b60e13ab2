import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aFreePort } from './free-port.js';
import { eximConfig } from './exim-config.js';
import { greets } from './greets.js';
import { postfixMain, postfixServices, POSTFIX_QUEUES } from './postfix-config.js';
import { type SystemProgram, systemLibrary, systemProgram } from './system-programs.js';
import { until } from './until.js';

export const MAIL_SERVERS = ['Exim', 'Postfix'] as const;
export type MailServerName = (typeof MAIL_SERVERS)[number];

/** What a mail server of the tests is told. */
export interface MailServerConfig {
  /** Its own files; nothing is kept elsewhere. */
  folder: string;
  /** `/`, or where its packages were unpacked. */
  root: string;
  /** Where it listens on 127.0.0.1. */
  port: number;
  /**
   * Where it hands over all mail but that of `kept.example`, which it takes for good, and of `gone.example`, whose users it does
   * not know.
   */
  next: { protocol: 'smtp' | 'lmtp'; port: number };
}

/** A real mail server with a queue, as an office has one between its people and Pogotowie. */
export interface TestMailServer {
  /** For SMTP_URL, and for whoever sends. */
  url: string;
  port: number;
  log(): string;
  close(): Promise<void>;
}

/**
 * Starts Exim or Postfix as whoever runs the tests: two libraries of Debian let them believe that they are root and that their
 * own users exist. They try mail again every second.
 */
export async function startMailServer(name: MailServerName, next: MailServerConfig['next']): Promise<TestMailServer> {
  const folder = mkdtempSync(join(tmpdir(), `${name.toLowerCase()}-`));
  const port = await aFreePort();
  const program = systemProgram(name === 'Exim' ? 'exim4' : 'postfix');
  const config = { folder, root: program.root, port, next };
  const server = name === 'Exim' ? runExim(config, program) : runPostfix(config, program);
  // Exim has one for each kind of news, and what it says before it reads its configuration goes to its output.
  const logs = ['log', 'mainlog', 'rejectlog', 'paniclog'].map((file) => join(folder, file));
  const log = () => logs.map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : '')).join('');

  const hasEnded = () => server.exitCode !== null || server.signalCode !== null;

  async function close(): Promise<void> {
    if (!hasEnded()) {
      const ended = once(server, 'exit');
      // Both have helpers; these have the server's process group.
      process.kill(-server.pid!, 'SIGTERM');
      await ended;
    }
    // Helpers that outlive it for a moment still write.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  await until(() => hasEnded() || greets(port), { what: name }).catch(() => undefined);
  if (hasEnded() || !(await greets(port).catch(() => false))) {
    const said = log();
    await close();
    throw new Error(`${name} does not answer:\n${said}`);
  }
  return { url: `smtp://127.0.0.1:${port}`, port, log, close };
}

function runExim(config: MailServerConfig, program: SystemProgram): ChildProcess {
  const path = join(config.folder, 'exim.conf');
  writeFileSync(path, eximConfig(config));
  // Root may have any configuration, an ordinary user one of their own.
  const isRoot = process.getuid!() === 0;
  const env = {
    ...program.env,
    ...withUsers(config.folder),
    ...(isRoot ? asRoot() : preloaded(['libnss_wrapper.so'])),
  };
  return run(program.path, ['-C', path, '-bdf', '-q1s'], config.folder, env);
}

function runPostfix(config: MailServerConfig, program: SystemProgram): ChildProcess {
  const folder = join(config.folder, 'conf');
  for (const each of ['conf', 'data', 'queue', ...POSTFIX_QUEUES.map((name) => `queue/${name}`)]) {
    mkdirSync(join(config.folder, each));
  }
  writeFileSync(join(folder, 'main.cf'), postfixMain(config));
  writeFileSync(join(folder, 'master.cf'), postfixServices(config));
  const master = join(program.root, 'usr/lib/postfix/sbin/master');
  const env = { ...program.env, ...withUsers(config.folder), ...asRoot(), MAIL_CONFIG: folder };
  return run(master, ['-c', folder, '-d'], config.folder, env);
}

function run(path: string, args: string[], folder: string, env: SystemProgram['env']): ChildProcess {
  const output = openSync(join(folder, 'log'), 'a');
  const server = spawn(path, args, {
    cwd: folder,
    env,
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  return server;
}

/** The users that the packages would have made. Source: cwrap.org, nss_wrapper(1). */
function withUsers(folder: string): Record<string, string> {
  // A file can only be given to oneself, save by root.
  const [uid, gid] = process.getuid!() === 0 ? [65_533, 65_533] : [process.getuid!(), process.getgid!()];
  const users = ['root:x:0:0', `postfix:x:${uid}:${gid}`, `Debian-exim:x:${uid}:${gid}`, 'daemon:x:65532:65532'];
  const groups = ['root:x:0:', `postfix:x:${gid}:`, `Debian-exim:x:${gid}:`, 'postdrop:x:65531:', 'daemon:x:65532:'];
  writeFileSync(join(folder, 'passwd'), users.map((user) => `${user}::/:/bin/false\n`).join(''));
  writeFileSync(join(folder, 'group'), groups.map((group) => `${group}\n`).join(''));
  return { NSS_WRAPPER_PASSWD: join(folder, 'passwd'), NSS_WRAPPER_GROUP: join(folder, 'group') };
}

/** Takes itself for root, and changes to other users only seemingly. Source: cwrap.org, uid_wrapper(1). */
function asRoot(): Record<string, string> {
  return { ...preloaded(['libnss_wrapper.so', 'libuid_wrapper.so']), UID_WRAPPER: '1', UID_WRAPPER_ROOT: '1' };
}

function preloaded(libraries: string[]): Record<string, string> {
  return { LD_PRELOAD: libraries.map(systemLibrary).join(':') };
}
