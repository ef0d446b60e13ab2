import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { createToken, createUser } from './commands/accounts.js';
import { annualTable, writeAnnualCard, yearOf } from './commands/annual-report.js';
import { backUp } from './commands/backup.js';
import { fromCurrentFolder } from './commands/current-folder.js';
import { diagnose } from './commands/doctor.js';
import { importFile, isImportKind, NOTHING_IMPORTED } from './commands/import-file.js';
import { reindex } from './commands/reindex.js';
import { DatabaseNotEmpty, restore } from './commands/restore.js';
import { withApplication } from './commands/with-application.js';
import { withDatabase } from './commands/with-database.js';
import { type AppConfig, ConfigError, loadConfig } from './config/config.js';
import { startDemo } from './demo/demo.js';
import { demoSettings, isAboutDemo } from './demo/demo-settings.js';
import { runUntilSignal } from './run-until-signal.js';

const USAGE = `Usage: npm run cli -- <command>

  backup DIR                                       the database, then the files, into a new folder; the program may run on
  demo [--reset]                                   the demo, as npm run demo
  doctor                                           looks at database, mail servers, clock and disk, and says what to mend
  import assets|people|units FILE [--dry-run] [--skip-rejected]
                                                   a CSV file, all of it or nothing; rejected lines are listed
  user create EMAIL --given-name G --family-name F --role R [--role R …] [--unit WO]
                                                   the password is read from the variable POGOTOWIE_PASSWORD
  reindex                                          makes all tickets ready for searching again
  report YEAR                                      the three indicators of a year
  report YEAR --pdf [FILE]                         the annual card as PDF, into annual-card-YEAR.pdf when no file is named
  restore DIR                                      a backup into an empty database, which is then brought to this version
  token create EMAIL --name WHAT-FOR               prints an API token, once`;

const { positionals, values } = parsedArguments();
const [command, subcommand, email = ''] = positionals;

try {
  switch ([command, ['user', 'token'].includes(command ?? '') ? subcommand : ''].join(' ').trim()) {
    case 'backup':
      await backup();
      break;
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
      console.log(`${await withApplication(await settings(), reindex)} tickets indexed.`);
      break;
    case 'report':
      for (const line of await reportLines()) console.log(line);
      break;
    case 'restore':
      await restoreBackup();
      break;
    case 'user create':
      await withApplication(await settings(), (app) => createUser(app, newUser(), new Date()));
      console.log(`${email} can sign in.`);
      break;
    case 'token create':
      console.log(
        await withApplication(await settings(), (app) => createToken(app, email, required('name'), new Date())),
      );
      break;
    default:
      (values.help ? console.log : console.error)(USAGE);
      process.exitCode = values.help ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof ConfigError || process.env.LOG_LEVEL !== 'debug' ? (error as Error).message : error);
  process.exitCode = 1;
}

function parsedArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        reset: { type: 'boolean' },
        role: { type: 'string', multiple: true },
        unit: { type: 'string' },
        name: { type: 'string' },
        'given-name': { type: 'string' },
        'family-name': { type: 'string' },
        'dry-run': { type: 'boolean' },
        'skip-rejected': { type: 'boolean' },
        pdf: { type: 'boolean' },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(1);
  }
}

/** Of the environment; of the demo when the command is about its data. */
async function settings(): Promise<AppConfig> {
  return loadConfig(isAboutDemo(process.env) ? await demoSettings(process.env) : process.env);
}

async function backup(): Promise<void> {
  const folder = namedFolder();
  const config = await settings();
  const { tables, blobs } = await withDatabase(config, ({ owner }) =>
    backUp({ databaseUrl: owner, dataDir: config.dataDir }, folder),
  );
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(`${folder}: ${tables.length} tables with ${rows} rows, and ${blobs.files} files.`);
  console.log('APP_SECRET is not in it. Keep your settings (.env) apart: without it passwords of mailboxes are lost.');
  if (blobs.missing.length === 0) return;
  console.error(`These files are lost or damaged and not in the backup: ${blobs.missing.join(', ')}`);
  process.exitCode = 1;
}

async function restoreBackup(): Promise<void> {
  const folder = namedFolder();
  const config = await settings();
  const { dataDir } = config;
  try {
    const { manifest, migrated } = await withDatabase(config, (urls) => restore(folder, { urls, dataDir }));
    const { tables, blobs, createdAt } = manifest;
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(`Restored as of ${createdAt}: ${tables.length} tables with ${rows} rows, and ${blobs.files} files.`);
    if (migrated.length > 0) console.log(`Brought to this version: ${migrated.join(', ')}.`);
  } catch (error) {
    if (!(error instanceof DatabaseNotEmpty)) throw error;
    const advice = config.databaseUrl
      ? 'Create an empty one and set DATABASE_URL and MIGRATION_DATABASE_URL to it.'
      : `Stop the program, then move ${dataDir} away or set DATA_DIR to a new folder.`;
    throw new Error(`${error.message} ${advice}`, { cause: error });
  }
}

function namedFolder(): string {
  const [, folder] = positionals;
  if (!folder) throw new Error(USAGE);
  return fromCurrentFolder(folder);
}

async function reportLines(): Promise<string[]> {
  const [, text, file] = positionals;
  const year = yearOf(text);
  const config = await settings();
  if (!values.pdf) return withApplication(config, (app) => annualTable(app, year, new Date()));
  const path = fromCurrentFolder(file ?? `annual-card-${year}.pdf`);
  await withApplication(config, (app) => writeAnnualCard(app, year, path, new Date()));
  return [path];
}

async function doctor(): Promise<number> {
  const findings = await withApplication(await settings(), diagnose);
  for (const { name, advice } of findings) console.log(`${advice ? '✗' : '✓'} ${name}${advice ? `: ${advice}` : ''}`);
  return findings.some(({ advice }) => advice) ? 1 : 0;
}

/** The exit code is 1 when nothing was imported although something should have been. */
async function importLines(): Promise<string[]> {
  const [, kind, path] = positionals;
  if (!isImportKind(kind) || !path) throw new Error(USAGE);
  const options = { dryRun: values['dry-run'] ?? false, skipRejected: values['skip-rejected'] ?? false };
  const lines = await withApplication(await settings(), (app) =>
    importFile(app, kind, fromCurrentFolder(path), options, new Date()),
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
