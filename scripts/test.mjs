import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import { ensureInstalled, ROOT } from './install.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

/**
 * `npm test`: installs what is missing, lints, checks types and format, runs every test. `npm test -- test/tickets` runs
 * only those files. The last line counts tests and checks together.
 */
const jestArgs = process.argv.slice(2);
const reportPath = join(ROOT, '.cache/jest.json');

ensureInstalled();
ensureSystemPackages();
const checks = jestArgs.length ? { passed: 0, failed: 0 } : await runChecks();
const tests = runJest();
const failed = checks.failed + tests.failed;
console.log(`${checks.passed + tests.passed} passed, ${failed} failed`);
process.exitCode = failed || tests.status ? 1 : 0;

function runJest() {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  rmSync(reportPath, { force: true });
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const options = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const NODE_OPTIONS = [process.env.NODE_OPTIONS, ...options].filter(Boolean).join(' ');
  const { status } = spawnSync(process.execPath, [jest, '--json', `--outputFile=${reportPath}`, ...jestArgs], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS },
    // Standard output is the report, which goes to the file; what people read comes on standard error.
    stdio: ['inherit', 'ignore', 'inherit'],
  });
  if (!existsSync(reportPath)) return { passed: 0, failed: 1, status };
  const report = JSON.parse(readFileSync(reportPath, 'utf8'));
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites, status };
}
