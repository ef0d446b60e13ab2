import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder of package.json. Nothing in scripts/ may import a package: these files run before anything is installed. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Whether Node was started with this file, also by way of a symbolic link. @param url the file's import.meta.url */
export function isStarted(url) {
  return url === pathToFileURL(realpathSync(process.argv[1])).href;
}

/** Runs `npm ci` when node_modules is not what package-lock.json says. Ends the process when that fails. */
export function ensureInstalled({ withDevelopment = true } = {}) {
  refuseOldNode();
  if (isInstalled(withDevelopment)) return;
  console.log('Installing the packages of package-lock.json (npm ci) …');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  // --include=dev: the build needs them even where NODE_ENV=production is set.
  const args = [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'];
  const { status, error } = spawnSync(npm[0], args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`npm ci failed${error ? `: ${error.message}` : ''}. Is the npm registry reachable?`);
    process.exit(1);
  }
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Pogotowie needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** npm keeps what it installed in a lock file of its own inside node_modules. */
function isInstalled(withDevelopment) {
  const installed = readPackages(join(ROOT, 'node_modules/.package-lock.json'));
  const wanted = readPackages(join(ROOT, 'package-lock.json'));
  if (!installed) return false;
  return Object.entries(wanted).every(([path, { version, optional, dev }]) => {
    if (path === '' || optional || (dev && !withDevelopment)) return true; // optional: binaries of other platforms
    return installed[path]?.version === version;
  });
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}
