import { readdir } from 'node:fs/promises';
import pg from 'pg';
import { DataSource, type DataSourceOptions, getMetadataArgsStorage, type MigrationInterface } from 'typeorm';
import { PreparingClient } from './preparing-client.js';

// int8 (counts, money in grosze, sizes) stays far below 2^53; a calendar day is text, not an instant of some zone.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (value: string) => value);

/** Nothing that the program asks takes nearly so long. */
const QUERY_TIMEOUT_MS = 60_000;

const MIGRATIONS = new URL('../../migrations/', import.meta.url);

/**
 * The running program's connection pool, not yet connected. Entities are all classes marked @Entity that are imported by
 * then, so a module only has to exist to have its tables.
 */
export function createDataSource(url: string, poolSize = 20): DataSource {
  return new DataSource({
    ...connection(url),
    poolSize,
    // With a pipeline, statements that do not wait for each other share a round trip.
    // A connection that died without a word must not hold up what shares it for as long as the system would wait.
    extra: { Client: PreparingClient, pipeline: true, keepAlive: true, query_timeout: QUERY_TIMEOUT_MS },
    entities: getMetadataArgsStorage().tables.map((table) => table.target),
  });
}

/**
 * The owner's connection, not yet connected, only for migrations.
 * @param isWanted which of this version's migrations it knows, by name; a restore first needs those of its backup
 */
export async function createMigrationDataSource(
  url: string,
  isWanted: (name: string) => boolean = () => true,
): Promise<DataSource> {
  return new DataSource({
    ...connection(url),
    poolSize: 1,
    migrations: (await migrationClasses()).filter((migration) => isWanted(migration.name)),
    migrationsTableName: 'migration',
  });
}

/** Names of this version's migrations, in their order. */
export async function migrationNames(): Promise<string[]> {
  return (await migrationClasses()).map(({ name }) => name);
}

/** Loaded here, because the `import` with which TypeORM would load them works only in the first test file of a process. */
async function migrationClasses(): Promise<(new () => MigrationInterface)[]> {
  const files = (await readdir(MIGRATIONS)).filter((name) => /^\d+-[\w-]+\.(?:js|ts)$/.test(name)).sort();
  const modules = await Promise.all(
    files.map(
      (name) => import(new URL(name, MIGRATIONS).href) as Promise<Record<string, new () => MigrationInterface>>,
    ),
  );
  return modules.flatMap((module) => Object.values(module));
}

function connection(url: string): DataSourceOptions & { type: 'postgres' } {
  return { type: 'postgres', url, applicationName: 'pogotowie', synchronize: false, connectTimeoutMS: 5_000 };
}
