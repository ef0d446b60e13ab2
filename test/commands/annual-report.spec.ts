import { readFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { annualTable, writeAnnualCard, yearOf } from '../../src/commands/annual-report.js';
import { withApplication } from '../../src/commands/with-application.js';
import { KpiReportsService } from '../../src/kpi/kpi-reports.service.js';
import { KpiFactsBuilder } from '../kpi/kpi-facts.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor, testConfig } from '../support/office.js';
import { systemProgram } from '../support/system-programs.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const YEAR = 2025;
const LATER = new Date('2026-02-02T09:00:00Z');

let db: TestDatabase;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  [db, folder] = await Promise.all([openTestDatabase(), temporaryFolder()]);
  const facts = await KpiFactsBuilder.in(db.dataSource.manager);
  await facts.assets(60);
  await facts.assets(40, { kind: 'PRINTER' });
  await facts.repairs(8, { completedOn: `${YEAR}-05-11` });
  await facts.acceptance(6, `${YEAR}-06-01`);
});
afterAll(async () => {
  await db.close();
  await folder.remove();
});

const inProgram = <T>(work: (app: INestApplicationContext) => Promise<T>) =>
  withApplication(
    testConfig({ DATABASE_URL: db.url, MIGRATION_DATABASE_URL: db.ownerUrl, DATA_DIR: folder.path }),
    work,
  );

it('shows the three indicators with what they are made of', async () => {
  const lines = await inProgram((app) => annualTable(app, YEAR, LATER));

  expect(lines.map((line) => line.replaceAll('\u00a0', ' '))).toEqual([
    '2025, process card PR-10 (5)',
    'Not approved; figures as known on 2026-02-02 10:00',
    '',
    '   Indicator            Result   Target         Met  Numerator  Denominator',
    expect.stringMatching(/^1 {2}Dostępność systemów {2}100,00% {2}100% {11}yes {2}1\d\d \d{3} {4}1\d\d \d{3}$/),
    '2  Naprawy sprzętu      8,00%    Mniej niż 10%  yes  8          100',
    '3  Zakupy komputerów    10,00%   15%            no   6          60',
  ]);
});

it('says how far a year has come that is not over', async () => {
  const lines = await inProgram((app) => annualTable(app, YEAR, new Date(`${YEAR}-07-01T10:00:00Z`)));

  expect(lines[1]).toMatch(/^The year is not over: up to 2025-07-01; /);
});

it('writes the annual card as PDF, of the approved report when there is one', async () => {
  const path = join(folder.path, 'card.pdf');
  await inProgram(async (app) => {
    const head = await anActor(db, { roles: ['itHead'] });
    await app.get(KpiReportsService).draft(head, { year: YEAR, reason: null }, LATER);
    await app.get(KpiReportsService).approve(head, { year: YEAR, revision: 1 }, LATER);
    await writeAnnualCard(app, YEAR, path, LATER);

    expect((await annualTable(app, YEAR, LATER))[1]).toMatch(/^Approved report, revision 1; /);
  });
  expect((await readFile(path)).subarray(0, 5).toString()).toBe('%PDF-');
  const { path: pdftotext, env } = systemProgram('pdftotext');
  const text = execFileSync(pdftotext, ['-layout', path, '-'], { env }).toString();
  expect(text).toMatch(/Mierniki procesu „Obsługa informatyczna” za rok 2025/);
  expect(text).toMatch(/8,00%/);
  expect(text).toMatch(/zatwierdzone 2026-02-02, rewizja 1/);
});

it('a year that has not begun has no figures', async () => {
  await expect(inProgram((app) => annualTable(app, YEAR + 5, LATER))).rejects.toThrow('2030: that year has not begun');
});

it.each([undefined, '', '25', '20x5', '12025', '2025 '])('%j is no year', (text) => {
  expect(() => yearOf(text)).toThrow('four digits');
});
