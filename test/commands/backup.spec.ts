import { randomBytes } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startApplication } from '../../src/application.js';
import { blobPath } from '../../src/blobs/blob-files.js';
import { BlobsService } from '../../src/blobs/blobs.service.js';
import { backUp } from '../../src/commands/backup.js';
import { type BackupManifest, readManifest, tablePath } from '../../src/commands/backup-manifest.js';
import { DatabaseNotEmpty, restore } from '../../src/commands/restore.js';
import { createMigrationDataSource, migrationNames } from '../../src/database/data-source.js';
import { loadSampleOffice } from '../../src/demo/load-sample-office.js';
import { sampleOffice } from '../../src/demo/sample-office.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { aFreePort } from '../support/free-port.js';
import { testConfig } from '../support/office.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { printOf } from './database-print.js';
import { openEmptyDatabase } from './empty-database.js';

const HOURS = { opensAt: '07:30', closesAt: '15:30' };
const OPTIONS = {
  seed: 20_101,
  anchor: new Date('2026-11-24T11:00:00Z'),
  timeZone: 'Europe/Warsaw',
  schedules: [{ validFrom: '2010-01-01', hours: { 1: HOURS, 2: HOURS, 3: HOURS, 4: HOURS, 5: HOURS } }],
  passwordHash: 'none',
};
/** Larger than what stays in the database; one of them larger than a stream's buffers. */
const LARGE = [300_000, 5_000_000].map((size) => randomBytes(size));

interface Source {
  db: TestDatabase;
  dataDir: string;
  /** Names of the large blobs. */
  large: string[];
  /** Its backup. */
  backup: string;
}

let files: { path: string; remove(): Promise<void> };
/** The sample office, with something in nearly every table. */
let office: Source;
/** What the migrations put in, and the files. */
let small: Source;
let target: Awaited<ReturnType<typeof openEmptyDatabase>>;

beforeAll(async () => {
  files = await temporaryFolder();
  office = await aSource('office', (db) => loadSampleOffice(db.ownerUrl, sampleOffice(OPTIONS)));
  small = await aSource('small');
}, 120_000);
afterAll(async () => {
  await Promise.all([office.db.close(), small.db.close()]);
  await files.remove();
});

async function aSource(
  name: string,
  fill: (db: TestDatabase) => Promise<void> = async () => undefined,
): Promise<Source> {
  const db = await openTestDatabase();
  await fill(db);
  const [dataDir, backup] = [join(files.path, `${name}-data`), join(files.path, name)];
  const blobs = new BlobsService(db.dataSource, testConfig({ DATA_DIR: dataDir }));
  const large = await Promise.all(LARGE.map((content) => blobs.put(db.dataSource.manager, content)));
  await blobs.put(db.dataSource.manager, randomBytes(2_000));
  await backUp({ databaseUrl: db.ownerUrl, dataDir }, backup);
  return { db, dataDir, backup, large };
}

/** Backs the small one up once more. */
const backUpTo = (folder: string, dataDir = small.dataDir) =>
  backUp({ databaseUrl: small.db.ownerUrl, dataDir }, folder);

beforeEach(async () => {
  target = await openEmptyDatabase();
});
afterEach(() => target.close());

const restoreInto = (folder: string, into = join(files.path, 'restored')) =>
  restore(folder, { urls: target.urls, dataDir: into });

/** A copy of the backup that a test may spoil. */
async function aCopy(name: string): Promise<string> {
  const folder = join(files.path, name);
  await cp(small.backup, folder, { recursive: true });
  return folder;
}

async function change(folder: string, edit: (manifest: BackupManifest) => unknown): Promise<void> {
  const manifest = await readManifest(folder);
  edit(manifest);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const RELATIONS = `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')`;

describe('a backup', () => {
  it('restored into an empty database is the same in every row, number, constraint and trigger', async () => {
    const { migrated } = await restoreInto(office.backup);

    const [before, after] = [await printOf(office.db.ownerUrl), await printOf(target.urls.owner)];
    expect(after).toEqual(before);
    expect(before.rows['ticket']!.count).toBeGreaterThan(1_000);
    expect(migrated).toEqual([]);
  }, 60_000);

  it('brings back the files, and the program shows, finds and serves everything', async () => {
    const restored = join(files.path, 'served');
    await restoreInto(office.backup, restored);
    const running = await startApplication(
      testConfig({
        DATABASE_URL: target.urls.app,
        MIGRATION_DATABASE_URL: target.urls.owner,
        DATA_DIR: restored,
        PORT: String(await aFreePort()),
        ROLES: 'web',
        LOG_LEVEL: 'silent',
      }),
    );
    try {
      const headers = { authorization: 'Bearer demo-token' };
      const get = async (path: string) =>
        (await (await fetch(`${running.url}/api/v1${path}`, { headers })).json()) as never;
      const found: { items: { number: string }[] } = await get('/tickets?q=drukarka&limit=5');
      expect(found.items.length).toBeGreaterThan(0);
      const stored = running.app.get(BlobsService);
      for (const [index, name] of office.large.entries())
        expect(LARGE[index]!.equals(await stored.get(name))).toBe(true);
    } finally {
      await running.stop();
    }
  }, 90_000);

  it('refuses events to be changed after it was restored, as before', async () => {
    await restoreInto(office.backup);

    await expect(query(target.urls.owner, 'DELETE FROM event')).rejects.toThrow('event is append-only');
    await expect(query(target.urls.app, 'DELETE FROM approval')).rejects.toThrow('permission denied');
  }, 60_000);

  it('taken while rows are written is of one moment', async () => {
    const folder = join(files.path, 'moving');
    let done = false;
    const writing = (async () => {
      for (let n = 0; !done; n += 1) {
        const unit = `INSERT INTO organizational_unit (symbol, symbol_folded, name) VALUES ('R${n}', 'r${n}', 'R') RETURNING id`;
        const [row] = await small.db.dataSource.query<{ id: number }[]>(unit);
        const person = `INSERT INTO person (given_name, family_name, unit_id) VALUES ('Anna', 'Ruch', $1)`;
        await small.db.dataSource.query(person, [row!.id]);
      }
    })();
    await backUpTo(folder).finally(() => (done = true));
    await writing;

    await restoreInto(folder); // a person without its unit would be refused

    const next = `INSERT INTO organizational_unit (symbol, symbol_folded, name) VALUES ('NEXT', 'next', 'N') RETURNING id`;
    expect(await query(target.urls.app, next)).toHaveLength(1);
  }, 60_000);

  it('of an older schema version is brought to this one', async () => {
    const names = await migrationNames();
    const old = await openEmptyDatabase();
    const known = names.slice(0, -3);
    const dataSource = await createMigrationDataSource(old.urls.owner, (name) => known.includes(name));
    await dataSource.initialize();
    await dataSource.runMigrations({ transaction: 'each' });
    await dataSource.query(
      `INSERT INTO organizational_unit (symbol, symbol_folded, name) VALUES ('WO', 'wo', 'Dawny')`,
    );
    await dataSource.destroy();
    const folder = join(files.path, 'old');
    await backUp({ databaseUrl: old.urls.owner, dataDir: files.path }, folder);
    await old.close();

    const { migrated } = await restoreInto(folder);

    expect(migrated).toEqual(names.slice(-3));
    expect(await query(target.urls.app, 'SELECT u.name FROM organizational_unit u')).toEqual([{ name: 'Dawny' }]);
  }, 60_000);

  it('is made although a file was lost before, and says which', async () => {
    const folder = join(files.path, 'poorer');
    const damaged = join(files.path, 'damaged-data');
    await cp(small.dataDir, damaged, { recursive: true });
    await rm(blobPath(join(damaged, 'blobs'), small.large[0]!));
    await writeFile(blobPath(join(damaged, 'blobs'), small.large[1]!), 'something else');

    const { blobs } = await backUpTo(folder, damaged);

    expect(blobs).toEqual({ files: 0, sizeBytes: 0, missing: [...small.large].sort() });
    await restoreInto(folder, join(files.path, 'restored-poorer'));
  }, 60_000);
});

describe('a backup is refused', () => {
  it('into a folder that holds something, which stays as it is', async () => {
    const folder = join(files.path, 'used');
    await mkdir(folder);
    await writeFile(join(folder, 'letter.txt'), 'mine');

    await expect(backUpTo(folder)).rejects.toThrow('is not empty');
    expect(await readdir(folder)).toEqual(['letter.txt']);
  });

  it('beside another one that is under way', async () => {
    const folder = join(files.path, 'twice');
    await mkdir(`${folder}.partial`);

    await expect(backUpTo(folder)).rejects.toThrow('another backup is running');
  });

  it('of a database that is not of this program', async () => {
    const folder = join(files.path, 'of-nothing');

    await expect(backUp({ databaseUrl: target.urls.owner, dataDir: files.path }, folder)).rejects.toThrow(
      'nothing to back up',
    );
    expect((await readdir(files.path)).filter((name) => name.startsWith('of-nothing'))).toEqual([]);
  });

  it('and leaves nothing when the server goes away in the middle', async () => {
    const folder = join(files.path, 'broken-off');
    const killer = new pg.Client({ connectionString: office.db.ownerUrl });
    await killer.connect();
    const ended = backUp({ databaseUrl: office.db.ownerUrl, dataDir: office.dataDir }, folder).then(
      () => 'done',
      () => 'failed',
    );
    const kill = `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
                  WHERE a.application_name = 'pogotowie-backup' AND a.datname = current_database() AND a.query LIKE 'COPY%'`;
    while ((await killer.query(kill)).rowCount === 0);
    await killer.end();

    expect(await ended).toBe('failed');
    expect((await readdir(files.path)).filter((name) => name.startsWith('broken-off'))).toEqual([]);
  });
});

describe('a restore is refused, and changes nothing', () => {
  it('into a database that is not empty', async () => {
    await restoreInto(small.backup);
    const before = await printOf(target.urls.owner);

    await expect(restoreInto(small.backup)).rejects.toThrow(DatabaseNotEmpty);
    expect(await printOf(target.urls.owner)).toEqual(before);
  }, 60_000);

  it.each<[string, (folder: string) => Promise<unknown>, RegExp]>([
    ['a changed table', (folder) => spoil(tablePath(folder, 'event')), /event\.copy\.gz is not what was backed up/],
    ['a lost table', (folder) => rm(tablePath(folder, 'event')), /event\.copy\.gz cannot be read/],
    ['a changed file', (folder) => spoil(blobPath(join(folder, 'blobs'), small.large[0]!)), /is damaged/],
    ['a lost file', (folder) => rm(blobPath(join(folder, 'blobs'), small.large[0]!)), /cannot be restored/],
    ['a lost manifest', (folder) => rm(join(folder, 'manifest.json')), /is not a backup/],
    ['half a manifest', (folder) => halve(join(folder, 'manifest.json')), /manifest\.json is damaged/],
    [
      'rows fewer than it says',
      (folder) => change(folder, ({ tables }) => (tables.find(({ name }) => name === 'ticket')!.rows += 1)),
      /Table ticket has \d+ rows/,
    ],
    [
      'a table too few',
      (folder) => change(folder, ({ tables }) => tables.splice(3, 1)),
      /does not fit the schema version/,
    ],
    [
      'a newer schema than the program knows',
      (folder) => change(folder, ({ migrations }) => migrations.push('FromTheFuture9999999999999')),
      /newer version of Pogotowie \(FromTheFuture/,
    ],
    [
      'a newer format than the program knows',
      (folder) => change(folder, (manifest) => Object.assign(manifest, { formatVersion: 2 })),
      /of a newer version of Pogotowie/,
    ],
  ])(
    'with %s',
    async (name, damage, message) => {
      const folder = await aCopy(`with ${name}`);
      await damage(folder);

      await expect(restoreInto(folder, join(files.path, 'unused'))).rejects.toThrow(message);
      expect(await query(target.urls.owner, RELATIONS)).toEqual([]);
    },
    60_000,
  );
});

/** Changes one byte in the middle. */
async function spoil(path: string): Promise<void> {
  const content = await readFile(path);
  content[content.length >> 1]! ^= 1;
  await writeFile(path, content);
}

async function halve(path: string): Promise<void> {
  const content = await readFile(path);
  await writeFile(path, content.subarray(0, content.length >> 1));
}
