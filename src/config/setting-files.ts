import { createPrivateKey } from 'node:crypto';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { certificatesIn } from '../common/certificates.js';
import { PROJECT_ROOT } from '../common/project-root.js';
import { WrongValue } from './setting-values.js';

/** The certificates of a PEM file, each checked by reading it. @returns PEM texts, n >= 1 */
export function certificateFile(path: string): string[] {
  const text = contentOf(path);
  try {
    return certificatesIn(text);
  } catch (error) {
    throw new WrongValue(`${path} is not a PEM file of certificates: ${(error as Error).message}`);
  }
}

/** A private key in PEM, without a passphrase. */
export function privateKeyFile(path: string): string {
  const text = contentOf(path);
  try {
    createPrivateKey(text);
    return text;
  } catch {
    throw new WrongValue(`${path} is not a PEM file of a private key without a passphrase`);
  }
}

/** A folder that we may write to, or may make. @returns its absolute path */
export function dataFolder(path: string): string {
  const folder = resolve(PROJECT_ROOT, path);
  const existing = nearestExisting(folder);
  const what = existing === folder ? folder : `${folder} cannot be made: ${existing}`;
  if (!statSync(existing).isDirectory()) throw new WrongValue(`${what} is a file, not a folder`);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch {
    throw new WrongValue(`${what} cannot be written by this user (uid ${process.getuid?.() ?? '?'})`);
  }
  return folder;
}

function contentOf(path: string): string {
  try {
    return readFileSync(resolve(PROJECT_ROOT, path), 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const why = { ENOENT: 'does not exist', EISDIR: 'is a folder', EACCES: 'may not be read by this user' }[code];
    throw new WrongValue(`the file ${path} ${why ?? `cannot be read (${code})`}`);
  }
}

/** The path itself, or what lies nearest above it: a file too, of which no folder can be made. */
function nearestExisting(path: string): string {
  try {
    statSync(path);
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw new WrongValue(`${path} may not be entered (${code})`);
    return nearestExisting(dirname(path));
  }
}
