import 'reflect-metadata';
import { startApplication } from './application.js';
import { loadConfig } from './config/config.js';
import { runUntilSignal } from './run-until-signal.js';

await runUntilSignal(() => startApplication(loadConfig(process.env)));
