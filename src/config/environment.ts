import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from './config.js';

export interface Environment {
  /** What is set in the environment wins over the file. */
  values: Record<string, string | undefined>;
  /** names that stand in the file */
  fromFile: string[];
}

/**
 * The environment of this process, and the file of settings that SETTINGS_FILE names: scripts/run.mjs names .env so.
 * @throws ConfigError when the file cannot be read, or has a line that sets nothing
 */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const path = env['SETTINGS_FILE'];
  if (!path) return { values: env, fromFile: [] };
  const text = contentOf(path);
  const wrong = text.split('\n').flatMap((line, index) => (/^\s*(#|$|[^=]+=)/.test(line) ? [] : [index + 1]));
  // The line itself may be half a secret.
  if (wrong.length > 0)
    throw new ConfigError(`${path}: line ${wrong.join(', ')} is not NAME=value, nor a comment with #.`);
  const file = parseEnv(text);
  return { values: { ...file, ...env }, fromFile: Object.keys(file) };
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`The settings in ${path} cannot be read: ${(error as Error).message}`);
  }
}
