import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';

/** A process that uses the server of a data directory until it is killed; run by embedded-postgres.spec.ts. */
const server = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' });
process.send?.(server.superuserUrl);
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
