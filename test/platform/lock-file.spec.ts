import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';

interface LockedPackage {
  version?: string;
  optionalDependencies?: Record<string, string>;
}

/**
 * A registry that lacks some platform's binary makes `npm install` drop it from the lock file, and then `npm ci` fails
 * everywhere else. Whoever sees this adds the entry by hand: version, os, cpu, optional.
 */
it('package-lock.json names the binaries of every platform', () => {
  const { packages } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const locked = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));

  expect(wanted.filter((name) => !locked.has(name))).toEqual([]);
});
