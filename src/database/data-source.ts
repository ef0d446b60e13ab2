import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { DataSource, type DataSourceOptions, getMetadataArgsStorage } from 'typeorm';

// int8 (counts, money in grosze, sizes) stays far below 2^53; a calendar day is text, not an instant of some zone.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (value: string) => value);

const MIGRATIONS = fileURLToPath(new URL('../../migrations/*.{js,ts}', import.meta.url));

/**
 * The running program's connection pool, not yet connected. Entities are all classes marked @Entity that are imported by
 * then, so a module only has to exist to have its tables.
 */
export function createDataSource(url: string, poolSize = 20): DataSource {
  return new DataSource({
    ...connection(url),
    poolSize,
    entities: getMetadataArgsStorage().tables.map((table) => table.target),
  });
}

/** The owner's connection, only for migrations. */
export function createMigrationDataSource(url: string): DataSource {
  return new DataSource({
    ...connection(url),
    poolSize: 1,
    migrations: [MIGRATIONS],
    migrationsTableName: 'migration',
  });
}

function connection(url: string): DataSourceOptions & { type: 'postgres' } {
  return { type: 'postgres', url, applicationName: 'pogotowie', synchronize: false, connectTimeoutMS: 5_000 };
}
