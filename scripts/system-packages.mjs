import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isStarted, ROOT } from './install.mjs';

/** Real servers and programs of the tests, and the Debian packages that bring them. */
const NEEDED = [
  { programs: ['dovecot'], packages: ['dovecot-imapd'] },
  { programs: ['chromium', 'google-chrome-stable', 'google-chrome'], packages: ['chromium', 'fonts-dejavu-core'] },
  { programs: ['redis-server', 'valkey-server'], packages: ['redis-server'] },
  { programs: ['pdftotext'], packages: ['poppler-utils'] },
  // Mail servers are never installed: they would start, replace the system's own, and exclude each other.
  { programs: ['exim4'], packages: ['exim4-daemon-light'], onlyUnpacked: true },
  { programs: ['postfix'], packages: ['postfix'], onlyUnpacked: true },
  { programs: ['libnss_wrapper.so'], packages: ['libnss-wrapper', 'libuid-wrapper'], onlyUnpacked: true },
];

const UNPACKED = join(ROOT, '.cache/system');
const APT = join(ROOT, '.cache/apt');
const OPTIONS = ['--yes', '--no-install-recommends'];

/**
 * Installs as root; otherwise unpacks the packages, with all the libraries that this system lacks, under `.cache/system`
 * (test/support/system-programs.ts looks there). Ends the process with the command to run when neither works.
 */
export function ensureSystemPackages() {
  const missing = NEEDED.filter((need) => !isPresent(need));
  if (missing.length === 0) return;
  const isInstalled = ({ onlyUnpacked = false }) => process.getuid() === 0 && !onlyUnpacked;
  const installed = missing.filter(isInstalled).flatMap(({ packages }) => packages);
  const unpacked = missing.filter((need) => !isInstalled(need)).map(({ packages }) => packages);
  if (installed.length > 0) console.log(`Installing for the tests: ${installed.join(', ')} …`);
  if (unpacked.length > 0) console.log(`Unpacking under .cache for the tests: ${unpacked.flat().join(', ')} …`);
  const problem = (installed.length > 0 && install(installed)) || (unpacked.length > 0 && unpack(unpacked));
  const stillMissing = missing.filter((need) => !isPresent(need));
  if (stillMissing.length === 0) return;
  const names = stillMissing.flatMap(({ packages }) => packages);
  const command = `apt-get update && apt-get install ${OPTIONS.join(' ')} ${names.join(' ')}`;
  console.error(
    `${problem || ''}\nThe tests need ${stillMissing.map(({ programs }) => programs[0]).join(', ')}. ` +
      `Run this as root and start again:\n  ${command}\n` +
      '(or install programs of these names by other means)',
  );
  process.exit(1);
}

function isPresent({ programs, onlyUnpacked }) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const unpacked = ['usr/bin', 'usr/sbin', ...libraryFolders()].map((folder) => join(UNPACKED, folder));
  return [...(onlyUnpacked ? [] : folders), ...unpacked].some((folder) =>
    programs.some((program) => existsSync(join(folder, program))),
  );
}

/** Where Debian keeps shared libraries, below the root. */
function libraryFolders() {
  const folder = join(UNPACKED, 'usr/lib');
  return existsSync(folder) ? readdirSync(folder).map((name) => join('usr/lib', name)) : [];
}

function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const isDone = () => run('apt-get', ['install', ...OPTIONS, ...packages], { env }) === undefined;
  if (isDone()) return undefined;
  return run('apt-get', ['update'], { env }) ?? (isDone() ? undefined : 'apt-get install failed.');
}

/**
 * apt works without root when its lists, cache and locks are ours; what the system has installed it still knows.
 * @param groups packages by what they are for; those of one group may exclude those of another
 */
function unpack(groups) {
  for (const folder of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(APT, folder), { recursive: true });
  const ours = ['-o', `Dir::State::Lists=${APT}/lists`, '-o', `Dir::Cache=${APT}/cache`, '-o', 'Debug::NoLocking=1'];
  const root = process.getuid() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
  const problem =
    run('apt-get', [...ours, ...root, 'update']) ??
    groups
      .map((packages) =>
        run('apt-get', [...ours, ...root, 'install', ...OPTIONS, '--reinstall', '--download-only', ...packages]),
      )
      .find(Boolean);
  if (problem) return problem;
  const archives = join(APT, 'cache/archives');
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    const failure = run('dpkg', ['-x', join(archives, name), UNPACKED]);
    if (failure) return failure;
  }
  rmSync(APT, { recursive: true, force: true });
  relocateDovecot();
  writeFileSync(join(UNPACKED, 'fonts.conf'), fontsConfig());
  return undefined;
}

/**
 * Dovecot finds these two by their compiled-in paths, whatever its configuration says. Relative ones lead from its working
 * directory to links that test/support/dovecot.ts makes.
 */
function relocateDovecot() {
  const library = join(UNPACKED, 'usr/lib/dovecot/libdovecot.so.0');
  if (!existsSync(library)) return;
  const bytes = readFileSync(library);
  replaceString(bytes, '/usr/lib/dovecot/modules', '../modules');
  replaceString(bytes, '/usr/bin/doveconf', './doveconf');
  writeFileSync(library, bytes);
}

function replaceString(bytes, old, shorter) {
  const terminated = `${old}\0`;
  for (let at = bytes.indexOf(terminated); at >= 0; at = bytes.indexOf(terminated, at + 1)) {
    bytes.write(shorter.padEnd(terminated.length, '\0'), at, 'latin1');
  }
}

function fontsConfig() {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${UNPACKED}/usr/share/fonts</dir>
  <cachedir>${UNPACKED}/fontconfig</cachedir>
</fontconfig>
`;
}

/** @returns what went wrong, or undefined */
function run(program, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...options,
  });
  if (status === 0) return undefined;
  return error ? `${program}: ${error.message}` : `${program} ${args[0]}: ${(stderr || stdout).trim().slice(-2_000)}`;
}

if (isStarted(import.meta.url)) ensureSystemPackages();
