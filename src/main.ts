import 'reflect-metadata';
import { startApplication } from './application.js';
import { loadConfig } from './config/config.js';
import { refuseDemoData } from './demo/demo-settings.js';
import { runUntilSignal } from './run-until-signal.js';

await runUntilSignal(async () => {
  const config = loadConfig(process.env);
  if (!config.demo) refuseDemoData(config.dataDir);
  return startApplication(config);
});
