import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { type Action, allow } from '../access/policy.js';
import { BlobsService } from '../blobs/blobs.service.js';
import { DomainError, found } from '../common/domain-error.js';
import { type CsvTable, readCsvTable } from '../directory/csv-table.js';
import { countOutcomes, type CsvImporter, type PlannedRow, type RowOutcome } from '../directory/import-plan.js';
import { PeopleImporter } from '../directory/people-importer.js';
import { UnitImporter } from '../directory/unit-importer.js';
import { EventsService } from '../events/events.service.js';
import { AssetImporter } from './asset-importer.js';
import { CsvImport, type ImportKind } from './csv-import.entity.js';

/** What a file would do, line by line. */
export interface ImportPlan {
  rows: PlannedRow[];
  counts: Record<RowOutcome, number>;
  unknownColumns: string[];
  encoding: CsvTable['encoding'];
  delimiter: CsvTable['delimiter'];
  /** Changes with the file and with what it is compared with; a confirmation of something else is refused. */
  fingerprint: string;
}

const MANAGED_BY = {
  assets: 'asset.manage',
  units: 'directory.manage',
  people: 'directory.manage',
} as const satisfies Record<ImportKind, Action>;

/** Files from other systems: shown first, applied in one transaction when confirmed, their bytes kept. */
@Injectable()
export class ImportsService {
  private readonly importers: Record<ImportKind, CsvImporter<unknown>>;

  constructor(
    private readonly db: DataSource,
    private readonly blobs: BlobsService,
    private readonly events: EventsService,
    assets: AssetImporter,
    units: UnitImporter,
    people: PeopleImporter,
  ) {
    this.importers = { assets, units, people };
  }

  /** The columns that a kind of file may have. */
  columnsOf(kind: ImportKind) {
    return this.importers[kind].columns;
  }

  /**
   * Keeps a file for a look before anything is done. @returns the id of the import
   * @throws DomainError `csv.*` when it cannot be read at all
   */
  async receive(
    actor: Actor,
    file: { kind: ImportKind; filename: string; content: Buffer },
    at: Date,
  ): Promise<number> {
    allow(actor, MANAGED_BY[file.kind]);
    readCsvTable(file.content, this.columnsOf(file.kind));
    return this.db.transaction((tx) => this.store(tx, file, at, actor.personId));
  }

  /** What a kept file would do now. @throws DomainError `import.not-found` */
  async preview(actor: Actor, id: number, at: Date): Promise<{ file: CsvImport; plan: ImportPlan | null }> {
    const file = found(await this.db.manager.findOneBy(CsvImport, { id }), 'import');
    allow(actor, MANAGED_BY[file.kind]);
    if (file.state === 'APPLIED') return { file, plan: null };
    const { plan } = await this.plan(this.db.manager, file.kind, await this.blobs.get(file.sha256), at);
    return { file, plan };
  }

  /**
   * Carries out what was shown. Rejected lines stop it, unless they are to be left out.
   * @throws DomainError `import.applied-already`, `import.changed-since`, `import.rows-rejected`, `import.nothing-to-do`
   */
  async apply(
    actor: Actor,
    command: { id: number; fingerprint: string; skipRejected: boolean },
    at: Date,
  ): Promise<Record<RowOutcome, number>> {
    return this.db.transaction(async (tx) => {
      const file = found(
        await tx.findOne(CsvImport, { where: { id: command.id }, lock: { mode: 'pessimistic_write' } }),
        'import',
      );
      allow(actor, MANAGED_BY[file.kind]);
      if (file.state === 'APPLIED') throw refusal('applied-already', 'Ten plik już zaimportowano.');
      const content = await this.blobs.get(file.sha256);
      const { plan, importer } = await this.plan(tx, file.kind, content, at);
      if (plan.fingerprint !== command.fingerprint) {
        throw refusal('changed-since', 'Od czasu podglądu zmieniły się dane. Prosimy sprawdzić podgląd ponownie.');
      }
      await this.carryOut(tx, file, { plan, importer, skipRejected: command.skipRejected }, actor.personId, at);
      return plan.counts;
    });
  }

  /**
   * The command line's way: reads, shows and, unless it is a dry run, applies in one go.
   * @returns the plan; nothing was done when it is a dry run
   * @throws DomainError `csv.*`, `import.rows-rejected`, `import.nothing-to-do`
   */
  async importFile(
    file: { kind: ImportKind; filename: string; content: Buffer },
    options: { dryRun: boolean; skipRejected: boolean },
    at: Date,
  ): Promise<ImportPlan> {
    return this.db.transaction(async (tx) => {
      const { plan, importer } = await this.plan(tx, file.kind, file.content, at);
      if (options.dryRun) return plan;
      const id = await this.store(tx, file, at, null);
      const stored = await tx.findOneByOrFail(CsvImport, { id });
      await this.carryOut(tx, stored, { plan, importer, skipRejected: options.skipRejected }, null, at);
      return plan;
    });
  }

  private async store(
    tx: EntityManager,
    { kind, filename, content }: { kind: ImportKind; filename: string; content: Buffer },
    at: Date,
    createdBy: number | null,
  ): Promise<number> {
    const sha256 = await this.blobs.put(tx, content);
    const name = filename.split(/[\\/]/).at(-1)!.slice(0, 200);
    const row = { kind, filename: name, sha256, state: 'PREVIEWED', createdAt: at, createdBy } as const;
    return (await tx.save(tx.create(CsvImport, row))).id;
  }

  private async plan(tx: EntityManager, kind: ImportKind, content: Buffer, at: Date) {
    const importer = this.importers[kind];
    const table = readCsvTable(content, importer.columns);
    const rows = await importer.plan(tx, table, at);
    const { encoding, delimiter, unknownColumns } = table;
    const fingerprint = createHash('sha256').update(content).update(JSON.stringify(rows)).digest('hex');
    const plan: ImportPlan = { rows, counts: countOutcomes(rows), unknownColumns, encoding, delimiter, fingerprint };
    return { plan, importer };
  }

  private async carryOut(
    tx: EntityManager,
    file: CsvImport,
    { plan, importer, skipRejected }: { plan: ImportPlan; importer: CsvImporter<unknown>; skipRejected: boolean },
    actorId: number | null,
    at: Date,
  ): Promise<void> {
    const { counts } = plan;
    if (counts.rejected > 0 && !skipRejected) {
      throw refusal(
        'rows-rejected',
        'Plik ma odrzucone wiersze. Należy je poprawić albo zgodzić się na ich pominięcie.',
      );
    }
    if (counts.create + counts.change === 0) throw refusal('nothing-to-do', 'Plik niczego nie zmienia.');
    const works = plan.rows.flatMap(({ work }) => (work === null ? [] : [work]));
    await importer.apply(tx, works, at, actorId);
    Object.assign(file, { state: 'APPLIED', counts, appliedAt: at, appliedBy: actorId });
    await tx.save(file);
    await this.events.append(tx, {
      type: 'import.applied',
      subjectType: 'import',
      subjectId: file.id,
      actorId,
      at,
      payload: { kind: file.kind, sha256: file.sha256, ...counts },
    });
  }
}

function refusal(reason: string, message: string): DomainError {
  return new DomainError(`import.${reason}`, 'conflict', message);
}
