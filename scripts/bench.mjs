import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/** `npm run bench`: what test/bench says, against the built program and a real mail server. */
ensureInstalled();
ensureSystemPackages();
ensureBuilt();
await import('../test/support/typescript.mjs');
await import('../test/bench/bench.ts');
