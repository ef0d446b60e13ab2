import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { createToken, createUser } from './commands/accounts.js';
import { diagnose } from './commands/doctor.js';
import { importFile, isImportKind, NOTHING_IMPORTED } from './commands/import-file.js';
import { reindex } from './commands/reindex.js';
import { withApplication } from './commands/with-application.js';
import { ConfigError, loadConfig } from './config/config.js';
import { startDemo } from './demo/demo.js';
import { runUntilSignal } from './run-until-signal.js';

const USAGE = `Usage: npm run cli -- <command>

  demo [--reset]                                   the demo, as npm run demo
  doctor                                           looks at database, mail servers, clock and disk, and says what to mend
  import assets|people|units FILE [--dry-run] [--skip-rejected]
                                                   a CSV file, all of it or nothing; rejected lines are listed
  user create EMAIL --given-name G --family-name F --role R [--role R …] [--unit WO]
                                                   the password is read from the variable POGOTOWIE_PASSWORD
  reindex                                          makes all tickets ready for searching again
  token create EMAIL --name WHAT-FOR               prints an API token, once`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    reset: { type: 'boolean' },
    role: { type: 'string', multiple: true },
    unit: { type: 'string' },
    name: { type: 'string' },
    'given-name': { type: 'string' },
    'family-name': { type: 'string' },
    'dry-run': { type: 'boolean' },
    'skip-rejected': { type: 'boolean' },
  },
});
const [command, subcommand, email = ''] = positionals;

try {
  switch ([command, ['user', 'token'].includes(command ?? '') ? subcommand : ''].join(' ').trim()) {
    case 'demo':
      await runUntilSignal(() => startDemo({ reset: values.reset ?? false }, process.env));
      break;
    case 'doctor':
      process.exitCode = await doctor();
      break;
    case 'import':
      for (const line of await importLines()) console.log(line);
      break;
    case 'reindex':
      console.log(`${await withApplication(loadConfig(process.env), reindex)} tickets indexed.`);
      break;
    case 'user create':
      await withApplication(loadConfig(process.env), (app) => createUser(app, newUser(), new Date()));
      console.log(`${email} can sign in.`);
      break;
    case 'token create':
      console.log(
        await withApplication(loadConfig(process.env), (app) => createToken(app, email, required('name'), new Date())),
      );
      break;
    default:
      console.error(USAGE);
      process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof ConfigError || process.env.LOG_LEVEL !== 'debug' ? (error as Error).message : error);
  process.exitCode = 1;
}

async function doctor(): Promise<number> {
  const findings = await withApplication(loadConfig(process.env), diagnose);
  for (const { name, advice } of findings) console.log(`${advice ? '✗' : '✓'} ${name}${advice ? `: ${advice}` : ''}`);
  return findings.some(({ advice }) => advice) ? 1 : 0;
}

/** The exit code is 1 when nothing was imported although something should have been. */
async function importLines(): Promise<string[]> {
  const [, kind, path] = positionals;
  if (!isImportKind(kind) || !path) throw new Error(USAGE);
  const options = { dryRun: values['dry-run'] ?? false, skipRejected: values['skip-rejected'] ?? false };
  const lines = await withApplication(loadConfig(process.env), (app) =>
    importFile(app, kind, path, options, new Date()),
  );
  if (!options.dryRun && lines.at(-1) === NOTHING_IMPORTED) process.exitCode = 1;
  return lines;
}

function newUser() {
  const password = process.env.POGOTOWIE_PASSWORD;
  if (!password) throw new Error('Set POGOTOWIE_PASSWORD to the password; on the command line others could read it.');
  return {
    email,
    password,
    givenName: required('given-name'),
    familyName: required('family-name'),
    roles: values.role ?? [],
    unit: values.unit,
  };
}

function required(option: 'name' | 'given-name' | 'family-name'): string {
  const value = values[option];
  if (!value || !email) throw new Error(`${USAGE}\n\n--${option} and the address are needed.`);
  return value;
}
