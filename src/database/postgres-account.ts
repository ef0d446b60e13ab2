import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The user under which the server runs when we are root; PostgreSQL refuses root. */
export interface PostgresAccount {
  uid: number;
  gid: number;
}

const OWN_USER = 'pogotowie';

/**
 * Whom to run the server as. An existing cluster stays with its owner; a new one goes to `postgres`, else to `pogotowie`,
 * which is created, else (no `useradd` here) to `nobody`. initdb needs an entry in the password file, so a bare number
 * will not do.
 * @param clusterDir may not exist yet
 * @returns undefined when we are an ordinary user and simply stay ourselves
 * @throws Error when root finds no other user at all
 */
export async function postgresAccount(clusterDir: string): Promise<PostgresAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(clusterDir).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account =
    (await accountOf('postgres')) ??
    (await accountOf(OWN_USER)) ??
    (await createAccount()) ??
    (await accountOf('nobody'));
  if (!account) {
    throw new Error(
      'PostgreSQL does not run as root and this system has no other user: create one (useradd --system pogotowie) ' +
        'or start the program as an ordinary user.',
    );
  }
  return account;
}

async function accountOf(name: string): Promise<PostgresAccount | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const entry = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([login]) => login === name);
  return entry && Number(entry[2]) > 0 ? { uid: Number(entry[2]), gid: Number(entry[3]) } : undefined;
}

async function createAccount(): Promise<PostgresAccount | undefined> {
  const options = ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
  await promisify(execFile)('useradd', [...options, OWN_USER]).catch(() => undefined);
  return accountOf(OWN_USER);
}
