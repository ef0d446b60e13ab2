import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { startApplication } from './application.js';
import { type AppConfig, loadConfig } from './config/config.js';
import { readEnvironment } from './config/environment.js';
import { refuseDemoData } from './demo/demo-settings.js';
import { runUntilSignal } from './run-until-signal.js';

await runUntilSignal(async () => {
  const { values, fromFile } = readEnvironment(process.env);
  const config = loadConfig(values, fromFile);
  if (!config.demo) refuseDemoData(config.dataDir);
  const running = await startApplication(config);
  new Logger('Pogotowie').log(announcement(config));
  return running;
});

/** What an operator looks for in the log of a start. */
function announcement({ publicUrl, host: webHost, port: webPort, roles, smtpIntake }: AppConfig): string {
  const { host, port, lmtpPort } = smtpIntake;
  const listeners = [
    port !== undefined && `SMTP on ${host}:${port}`,
    lmtpPort !== undefined && `LMTP on ${host}:${lmtpPort}`,
  ];
  return [
    `Pages: ${publicUrl} (listening on ${webHost}:${webPort})`,
    ...(roles.has('intake') ? [`mail listeners: ${listeners.filter(Boolean).join(', ') || 'none'}`] : []),
    `roles: ${[...roles].join(', ')}`,
  ].join('; ');
}
