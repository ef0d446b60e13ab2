import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createToken, createUser, setPassword } from './commands/accounts.js';
import { annualTable, writeAnnualCard, yearOf } from './commands/annual-report.js';
import { backUp } from './commands/backup.js';
import { readManifest } from './commands/backup-manifest.js';
import { type CommandName, type Options, parseCommandLine } from './commands/command-line.js';
import { fromCurrentFolder } from './commands/current-folder.js';
import { diagnose, type Finding } from './commands/doctor.js';
import { importFile, isImportKind, NOTHING_IMPORTED } from './commands/import-file.js';
import { reindex } from './commands/reindex.js';
import { DatabaseNotEmpty, restore } from './commands/restore.js';
import { DatabaseOutOfReach, withApplication } from './commands/with-application.js';
import { withDatabase } from './commands/with-database.js';
import { messageOf } from './common/message-of.js';
import { type AppConfig, ConfigError, loadConfig } from './config/config.js';
import { readEnvironment } from './config/environment.js';
import { startDemo } from './demo/demo.js';
import { demoSettings, isAboutDemo } from './demo/demo-settings.js';
import { runUntilSignal } from './run-until-signal.js';

/** Lines to print; the exit code is set aside when it is not 0. */
type Run = (operands: string[], options: Options) => Promise<string[]>;

const RUNS: Record<CommandName, Run> = {
  backup: ([folder]) => backup(fromCurrentFolder(folder!)),
  demo: async (_operands, { reset = false }) => {
    await runUntilSignal(() => startDemo({ reset }, process.env));
    return [];
  },
  doctor,
  import: ([kind, path], options) => importLines(kind!, fromCurrentFolder(path!), options),
  reindex: async () => [`${await withApplication(await usedSettings(), reindex)} tickets indexed.`],
  report: ([year, file], { pdf }) => report(yearOf(year), file, pdf),
  restore: ([folder]) => restoreBackup(fromCurrentFolder(folder!)),
  'token create': async ([email], { name }) => [
    await withApplication(await usedSettings(), (app) => createToken(app, email!, name!, new Date())),
  ],
  'user create': async ([email], options) => {
    const user = {
      email: email!,
      password: newPassword(),
      givenName: options['given-name']!,
      familyName: options['family-name']!,
      roles: options.role ?? [],
      unit: options.unit,
    };
    return [await withApplication(await settings(), (app) => createUser(app, user, new Date()))];
  },
  'user password': async ([email]) => {
    const password = newPassword();
    await withApplication(await usedSettings(), (app) => setPassword(app, email!, password, new Date()));
    return [`${email} can sign in with the new password.`];
  },
};

const wish = parseCommandLine(process.argv.slice(2));
if (wish.kind === 'help') console.log(wish.text);
else if (wish.kind === 'mistake') {
  console.error(wish.text);
  process.exitCode = 2;
} else {
  try {
    for (const line of await RUNS[wish.command](wish.operands, wish.options)) console.log(line);
  } catch (error) {
    console.error(error instanceof ConfigError || process.env.LOG_LEVEL !== 'debug' ? messageOf(error) : error);
    process.exitCode = 1;
  }
}

/** Of the environment; of the demo when the command is about its data. */
async function settings(): Promise<AppConfig> {
  const { values, fromFile } = readEnvironment(process.env);
  return loadConfig(isAboutDemo(values) ? await demoSettings(values) : values, fromFile);
}

/** The same for a command that has nothing to do before there is a database. @throws Error saying so */
async function usedSettings(): Promise<AppConfig> {
  const config = await settings();
  if (hasDatabase(config)) return config;
  throw new Error(nothingYet(config));
}

function hasDatabase({ databaseUrl, dataDir }: AppConfig): boolean {
  return databaseUrl !== undefined || existsSync(join(dataDir, 'postgres'));
}

function nothingYet({ dataDir }: AppConfig): string {
  return `There is nothing yet in ${dataDir}: npm start makes the database there. Another place: DATA_DIR or DATABASE_URL.`;
}

async function backup(folder: string): Promise<string[]> {
  const config = await usedSettings();
  const { tables, blobs } = await withDatabase(config, ({ owner }) =>
    backUp({ databaseUrl: owner, dataDir: config.dataDir }, folder),
  );
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  if (blobs.missing.length > 0) {
    console.error(`These files are lost or damaged and not in the backup: ${blobs.missing.join(', ')}`);
    process.exitCode = 1;
  }
  return [
    `${folder}: ${tables.length} tables with ${rows} rows, and ${blobs.files} files.`,
    'APP_SECRET is not in it. Keep your settings (.env) apart: without it passwords of mailboxes are lost.',
  ];
}

async function restoreBackup(folder: string): Promise<string[]> {
  const config = await settings();
  const { dataDir } = config;
  await readManifest(folder); // no server and no folder of data are made for what is no backup
  try {
    const { manifest, migrated } = await withDatabase(config, (urls) => restore(folder, { urls, dataDir }));
    const { tables, blobs, createdAt } = manifest;
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    return [
      `Restored as of ${createdAt}: ${tables.length} tables with ${rows} rows, and ${blobs.files} files.`,
      ...(migrated.length > 0 ? [`Brought to this version: ${migrated.join(', ')}.`] : []),
    ];
  } catch (error) {
    if (!(error instanceof DatabaseNotEmpty)) throw error;
    const advice = config.databaseUrl
      ? 'Create an empty one and set DATABASE_URL and MIGRATION_DATABASE_URL to it.'
      : `Stop the program, then move ${dataDir} away or set DATA_DIR to a new folder.`;
    throw new Error(`${error.message} ${advice}`, { cause: error });
  }
}

async function report(year: number, file: string | undefined, pdf = false): Promise<string[]> {
  if (file && !pdf) throw new Error(`${file} is written only with --pdf.`);
  const config = await usedSettings();
  if (!pdf) return withApplication(config, (app) => annualTable(app, year, new Date()));
  const path = fromCurrentFolder(file ?? `annual-card-${year}.pdf`);
  await withApplication(config, (app) => writeAnnualCard(app, year, path, new Date()));
  return [path];
}

async function doctor(): Promise<string[]> {
  const config = await settings();
  const findings = hasDatabase(config)
    ? await withApplication(config, diagnose).catch(onlyDatabase)
    : [{ name: 'database', advice: nothingYet(config) }];
  if (findings.some(({ advice }) => advice)) process.exitCode = 1;
  return findings.map(({ name, advice }) => `${advice ? '✗' : '✓'} ${name}${advice ? `: ${advice}` : ''}`);
}

function onlyDatabase(error: unknown): Finding[] {
  if (error instanceof DatabaseOutOfReach) return [{ name: 'database', advice: error.message }];
  throw error;
}

/** The exit code is 1 when nothing was imported although something should have been. */
async function importLines(kind: string, path: string, options: Options): Promise<string[]> {
  if (!isImportKind(kind)) throw new Error(`"${kind}" is none of assets, people, units.`);
  const { 'dry-run': dryRun = false, 'skip-rejected': skipRejected = false } = options;
  const lines = await withApplication(await settings(), (app) =>
    importFile(app, kind, path, { dryRun, skipRejected }, new Date()),
  );
  if (!dryRun && lines.at(-1) === NOTHING_IMPORTED) process.exitCode = 1;
  return lines;
}

function newPassword(): string {
  const password = process.env.POGOTOWIE_PASSWORD;
  if (!password) throw new Error('Set POGOTOWIE_PASSWORD to the password; on the command line others could read it.');
  return password;
}
