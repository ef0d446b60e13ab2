import { register } from 'node:module';

/**
 * `node --import ./test/support/typescript.mjs src/main.ts` runs the program from its sources, as jest does. Node 20 cannot
 * do it by itself, and no Node knows decorators with metadata.
 */
register('./typescript-hooks.mjs', import.meta.url);
