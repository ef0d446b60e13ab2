import 'reflect-metadata';
import { startDemo } from './demo/demo.js';
import { runUntilSignal } from './run-until-signal.js';

const [command, ...args] = process.argv.slice(2);

if (command === 'demo') await runUntilSignal(() => startDemo(args, process.env));
else {
  console.error('Usage: npm run cli -- demo [--reset]');
  process.exitCode = 1;
}
