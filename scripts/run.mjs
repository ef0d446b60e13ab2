import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, ROOT } from './install.mjs';

/**
 * `node scripts/run.mjs cli demo --reset`: installs and builds what is missing, then becomes dist/src/cli.js. The program
 * runs in this very process, so that signals reach it as they are.
 */
const [name, ...args] = process.argv.slice(2);
const isProduction = name === 'main';
const entry = join(ROOT, 'dist/src', `${name}.js`);

process.chdir(ROOT);
ensureInstalled({ withDevelopment: !isProduction });
// A server starts what was built and tried, even when somebody has touched a source since.
if (!isProduction || !existsSync(entry)) ensureBuilt();
// The demo has settings of its own; those of a real office must not leak into it.
if (existsSync('.env') && args[0] !== 'demo') process.env.SETTINGS_FILE = join(ROOT, '.env');
else delete process.env.SETTINGS_FILE;
process.setSourceMapsEnabled(true);
process.argv.splice(1, process.argv.length, entry, ...args);
await import(pathToFileURL(entry).href);
