import { resolve } from 'node:path';

/** A path as its writer meant it: npm runs the program in its own folder and says in INIT_CWD where the person stood. */
export function fromCurrentFolder(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
