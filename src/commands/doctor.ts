import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig, ROLES } from '../config/config.js';
import { DatabaseUrls } from '../database/database.service.js';
import { DependencyChecks } from '../web/dependency-checks.js';
import { freeBytes } from '../web/free-space.js';

export interface Finding {
  name: string;
  /** null: fine; else what to do about it */
  advice: string | null;
}

const MAX_SKEW_MS = 5_000;
const MIN_FREE_BYTES = 2 * 1024 ** 3;

/** Looks at everything the program stands on and says what to mend. */
export async function diagnose(app: INestApplicationContext): Promise<Finding[]> {
  const dependencies = await app.get(DependencyChecks).run(ROLES);
  const answering = Object.entries(dependencies)
    // Jobs are not opened by a command; the database, where they live by default, is looked at. For the disk it has its own measure.
    .filter(([name]) => name !== 'queue' && name !== 'disk')
    .map(([name, { status, message }]): Finding => ({ name, advice: status === 'up' ? null : message! }));
  return [...answering, await databaseRoles(app), await clock(app), await disk(app)];
}

async function databaseRoles(app: INestApplicationContext): Promise<Finding> {
  const { owner, app: application } = app.get(DatabaseUrls);
  const isOne = new URL(owner).username === new URL(application).username;
  return {
    name: 'database roles',
    advice: isOne
      ? 'one role owns and uses the tables; set MIGRATION_DATABASE_URL to the owner and DATABASE_URL to a role of its own'
      : null,
  };
}

async function clock(app: INestApplicationContext): Promise<Finding> {
  const before = Date.now();
  const [row] = await app.get(DataSource).query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
  const skewMs = Math.abs(+row!.now - (before + Date.now()) / 2);
  return {
    name: 'clock',
    advice:
      skewMs > MAX_SKEW_MS
        ? `differs from the database's by ${Math.round(skewMs / 1000)} s; synchronise both (NTP)`
        : null,
  };
}

async function disk(app: INestApplicationContext): Promise<Finding> {
  const { dataDir } = app.get(AppConfig);
  const { bytes: free } = await freeBytes(dataDir);
  return {
    name: 'disk',
    advice: free < MIN_FREE_BYTES ? `only ${Math.round(free / 1024 ** 2)} MB are free where ${dataDir} lies` : null,
  };
}
