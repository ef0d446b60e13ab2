import './typescript.mjs';

/** Jest imports this file natively, outside its own transformation, hence the loader before the first .ts file. */
export default async function globalSetup() {
  process.env.TZ = 'UTC';
  const { startTestServer } = await import('./test-server.ts');
  globalThis.testServer = await startTestServer();
}
