import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { SessionService } from '../access/session.service.js';
import { type RunningApplication, startApplication } from '../application.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { type AppConfig, ConfigError, loadConfig } from '../config/config.js';
import { DatabaseService, DatabaseUrls } from '../database/database.service.js';
import { startEmbeddedPostgres } from '../database/embedded-postgres.js';
import { KpiReportsService } from '../kpi/kpi-reports.service.js';
import { enabledRules } from '../triage/triage-rules.query.js';
import { demoDataDir, demoSettings, refuseRealData } from './demo-settings.js';
import { loadSampleOffice } from './load-sample-office.js';
import { sampleOffice } from './sample-office.js';
import { approveSampleReports } from './sample-reports.js';

const SEED = 20_101;
const PASSWORD = 'demo';

/**
 * The demo: the whole program on this machine with an invented office, everything it needs included. Mail that it sends is caught
 * and shown at /demo/mail. A second start keeps the data.
 * @param options `reset` begins anew
 * @throws ConfigError when the folder holds the data of a real office
 */
export async function startDemo(
  options: { reset: boolean },
  env: Record<string, string | undefined>,
): Promise<RunningApplication> {
  refuseRealData(env);
  if (options.reset) await reset(demoDataDir(env));
  const config = loadConfig(await demoSettings(env));
  const running = await startApplication(config, (app) => fillWhenEmpty(app, config));
  announce(running, config);
  return running;
}

async function fillWhenEmpty(app: NestFastifyApplication, config: AppConfig): Promise<void> {
  await app.get(DatabaseService).ready;
  const urls = app.get(DatabaseUrls);
  const owner = new pg.Client({ connectionString: urls.owner });
  await owner.connect();
  const { rowCount } = await owner.query('SELECT FROM organizational_unit LIMIT 1');
  await owner.end();
  if (rowCount) return;
  console.log('Loading the sample office (invented data, once) …');
  const calendars = app.get(CalendarService);
  const { rules } = await calendars.load();
  const anchor = new Date();
  const tables = sampleOffice({
    seed: SEED,
    anchor,
    timeZone: config.timeZone,
    schedules: rules.schedules,
    passwordHash: await hash(PASSWORD),
    rules: await enabledRules(app.get(DataSource).manager),
  });
  await loadSampleOffice(urls.owner, tables);
  const [reports, sessions] = [app.get(KpiReportsService), app.get(SessionService)];
  await approveSampleReports({ reports, sessions, calendars }, anchor);
}

/** @throws ConfigError when the demo runs with these data */
async function reset(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  const server = await startEmbeddedPostgres({ dataDir });
  await server.stop();
  // The server goes on when somebody else still uses it.
  if (existsSync(join(dataDir, 'postgres/postmaster.pid')))
    throw new ConfigError('The demo is running with these data; stop it first (Ctrl-C).');
  await rm(dataDir, { recursive: true, force: true });
}

function announce({ url }: RunningApplication, config: AppConfig): void {
  const { port } = config.smtpIntake;
  console.log(`
Pogotowie – wersja pokazowa (all data invented)

  Pages             ${url}
  Mail it sends     ${url}/demo/mail
  API               ${url}/api/docs   (Authorization: Bearer demo-token)
  SMTP intake       127.0.0.1:${port}

  Sign in with the password "${PASSWORD}" as
    pracownik@ kierownik@ technik@ naczelnik@ skarbnik@ sekretarz@ audytor@ admin@urzad.example

  Send an e-mail (paste this line into another terminal):
    ${sampleLine(port ?? 2525)}

  Ctrl-C stops everything; the data stay for the next start.
`);
}

/** Node is the one program that is surely there: just enough SMTP to hand in one message, each line after the server's answer. */
function sampleLine(port: number): string {
  const body = [
    'From: Anna Przykładowa <pracownik@urzad.example>',
    'To: helpdesk@urzad.example',
    'Subject: Drukarka nie drukuje',
    // Pasted again, it is another e-mail and no second copy.
    "Message-ID: <'+Date.now()+'@urzad.example>",
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Drukarka w pokoju 112 nie drukuje, miga czerwona lampka.',
    '.',
  ].join('\\r\\n');
  const lines = `['EHLO demo','MAIL FROM:<pracownik@urzad.example>','RCPT TO:<helpdesk@urzad.example>','DATA','${body}','QUIT']`;
  return `node -e "const l=${lines},s=require('net').connect(${port},'127.0.0.1');s.on('data',d=>/^\\d{3} /m.test(d)&&l.length&&s.write(l.shift()+'\\r\\n')).pipe(process.stdout)"`;
}
