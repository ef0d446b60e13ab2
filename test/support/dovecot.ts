import { ImapFlow } from 'imapflow';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { dovecotConfig, OAUTH2_CONFIG_FILE, oauth2Config23 } from './dovecot-config.js';
import { aFreePort } from './free-port.js';
import { greets } from './greets.js';
import { systemProgram } from './system-programs.js';
import { until } from './until.js';

export interface TestDovecot {
  imapPort: number;
  /** TLS from the first byte; 0: none. */
  imapsPort: number;
  /** Any address is a user; the mailbox is made at first use. */
  imapUrl(user: string): string;
  /** A client that is not yet connected, to look into a mailbox. */
  connect(user: string): ImapFlow;
  /** Puts a raw message into the user's INBOX (IMAP APPEND, so the bytes stay as they are). */
  deliver(user: string, raw: string | Buffer): Promise<void>;
  /** Ends the server; mailboxes and ports stay, `start` brings them back. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends the server and removes its files. */
  close(): Promise<void>;
}

export const DOVECOT_PASSWORD = 'secret';

export interface DovecotOptions {
  /** STARTTLS and a port for TLS from the first byte, with the certificate of test/fixtures/tls. */
  tls?: boolean;
  /** Takes access tokens too, and asks there whose they are. */
  introspectionUrl?: string;
}

/** A real Dovecot (IMAP with IDLE and MOVE) on a free port of 127.0.0.1, run as an ordinary user. */
export async function startDovecot({
  introspectionUrl,
  tls: hasTls = false,
}: DovecotOptions = {}): Promise<TestDovecot> {
  const imapPort = await aFreePort();
  const imapsPort = hasTls ? await aFreePort() : 0;
  const account = serverAccount();
  const folder = mkdtempSync(join(tmpdir(), 'dovecot-'));
  chmodSync(folder, 0o755);
  for (const name of ['run', 'state', 'mail']) {
    mkdirSync(join(folder, name), { mode: 0o755 });
    chownSync(join(folder, name), account.uid, account.gid);
  }
  writeFileSync(join(folder, 'log'), '');
  chownSync(join(folder, 'log'), account.uid, account.gid);
  const dovecot = systemProgram('dovecot');
  const version = execFileSync(dovecot.path, ['--version'], { env: dovecot.env, encoding: 'utf8' });
  // An unpacked Dovecot looks for these where it stands (scripts/system-packages.mjs, relocateDovecot).
  symlinkSync(join(dovecot.root, 'usr/lib/dovecot/modules'), join(folder, 'modules'));
  symlinkSync(join(dovecot.root, 'usr/bin/doveconf'), join(folder, 'doveconf'));
  const configPath = join(folder, 'dovecot.conf');
  const password = DOVECOT_PASSWORD;
  const tls = hasTls ? { imapsPort, ...certificateFiles(folder, account) } : undefined;
  writeFileSync(
    configPath,
    dovecotConfig({ version, root: dovecot.root, folder, account, imapPort, password, introspectionUrl, tls }),
  );
  if (introspectionUrl) writeFileSync(join(folder, OAUTH2_CONFIG_FILE), oauth2Config23(introspectionUrl));

  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const output = openSync(join(folder, 'log'), 'a'); // what is wrong with the configuration goes there
    server = spawn(dovecot.path, ['-F', '-c', configPath], {
      uid: account.uid,
      gid: account.gid,
      cwd: folder,
      env: dovecot.env,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    const log = () => readFileSync(join(folder, 'log'), 'utf8');
    await until(() => server?.exitCode !== null || greets(imapPort), { what: 'Dovecot' });
    if (server.exitCode !== null) throw new Error(`Dovecot ended at once:\n${log()}`);
  }

  async function stop(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }

  const connect = (user: string) =>
    new ImapFlow({
      host: '127.0.0.1',
      port: imapPort,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: password },
      logger: false,
    });

  await start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    imapPort,
    imapsPort,
    imapUrl: (user) => `imap://${encodeURIComponent(user)}:${DOVECOT_PASSWORD}@127.0.0.1:${imapPort}`,
    connect,
    deliver: async (user, raw) => append(connect(user), raw),
    stop,
    start,
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Copies that the server's user may read, wherever the clone lies. */
function certificateFiles(folder: string, { uid, gid }: { uid: number; gid: number }) {
  const [certificate, key] = ['server.pem', 'server.key'].map((name) => {
    const path = join(folder, name);
    copyFileSync(join(PROJECT_ROOT, 'test/fixtures/tls', name), path);
    chmodSync(path, 0o600);
    chownSync(path, uid, gid);
    return path;
  }) as [string, string];
  return { certificate, key };
}

/** Dovecot opens no mailbox for root, so root lends it another name. */
function serverAccount(): { name: string; group: string; uid: number; gid: number } {
  const { uid, gid, username } = userInfo();
  if (uid !== 0) return { name: username, group: groupName(gid), uid, gid };
  const nobody = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('nobody:'));
  const [, , nobodyUid, nobodyGid] = (nobody ?? '').split(':').map(Number);
  if (!nobodyUid || !nobodyGid) throw new Error('This system has no user "nobody" to run Dovecot as.');
  return { name: 'nobody', group: groupName(nobodyGid), uid: nobodyUid, gid: nobodyGid };
}

function groupName(gid: number): string {
  const groups = existsSync('/etc/group') ? readFileSync('/etc/group', 'utf8') : '';
  return (
    groups
      .split('\n')
      .map((line) => line.split(':'))
      .find((group) => Number(group[2]) === gid)?.[0] ?? String(gid)
  );
}

async function append(connection: ImapFlow, raw: string | Buffer): Promise<void> {
  await connection.connect();
  try {
    await connection.append('INBOX', raw);
  } finally {
    await connection.logout();
  }
}
