import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { findAssetDocument } from '../inventory/asset-document.query.js';
import { listAssets } from '../inventory/asset-list.query.js';
import { InventoryService } from '../inventory/inventory.service.js';
import { Answers, idFromPath, page, pageOf, shown } from './answers.js';
import {
  assetDetailSchema,
  assetKpiScope,
  assetPatch,
  assetQuery,
  assetRelocation,
  assetSchema,
  assetWithdrawal,
  newAssetSchema,
} from './asset.schema.js';
import { personIdOf, unitIdOf } from './named-rows.js';

interface NamedPlace {
  unitSymbol?: string | null | undefined;
  userEmail?: string | null | undefined;
}

/** The register of equipment. */
@ApiTags('assets')
@Controller('api/v1/assets')
export class AssetsApiController {
  constructor(
    private readonly db: DataSource,
    private readonly inventory: InventoryService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('asset.list')
  @Answers(pageOf(assetSchema))
  async index(@Query({ schema: assetQuery }) query: z.output<typeof assetQuery>) {
    const { q, kind, unit, state, limit, cursor } = query;
    const unitId = unit === undefined ? undefined : await unitIdOf(this.db.manager, unit, 'unit');
    const filter = { q, kind, unitId, state: state === 'all' ? undefined : state };
    const order = { sort: 'number', descending: false, today: this.today(this.clock.now()) } as const;
    const rows = await listAssets(this.db.manager, filter, { ...order, cursor, limit: limit + 1 });
    return page(
      rows,
      limit,
      (row) => shown(assetSchema, row),
      (row) => row.cursor,
    );
  }

  @Post()
  @HttpCode(201)
  @Requires('asset.manage')
  @Answers(assetDetailSchema, 201)
  async create(@CurrentUser() actor: Actor, @Body({ schema: newAssetSchema }) body: z.output<typeof newAssetSchema>) {
    const at = this.clock.now();
    const { unitSymbol, userEmail, ...asset } = body;
    const { unitId = null, userId = null } = await this.place({ unitSymbol, userEmail }, at);
    const { id } = await this.inventory.register(actor, { ...given(asset), unitId, userId }, at);
    return this.view(id);
  }

  @Get(':id')
  @Requires('asset.list')
  @Answers(assetDetailSchema)
  show(@Param('id') path: string) {
    return this.view(idFromPath(path, 'asset'));
  }

  @Patch(':id')
  @Requires('asset.manage')
  @Answers(assetDetailSchema)
  async update(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: assetPatch }) body: z.output<typeof assetPatch>,
  ) {
    return this.step(path, async (id, at) => {
      const { inventoryNumber, kind, manufacturer, model, serialNumber, title, ...stored } = await findAssetDocument(
        this.db.manager,
        id,
      );
      const { acceptedOn, warrantyUntil, grossValueGrosze, redundant } = stored;
      const before = { inventoryNumber, kind, manufacturer, model, serialNumber, title, acceptedOn, warrantyUntil };
      await this.inventory.correct(actor, id, { ...before, grossValueGrosze, redundant, ...given(body) }, at);
    });
  }

  @Post(':id/relocation')
  @HttpCode(200)
  @Requires('asset.manage')
  @Answers(assetDetailSchema)
  createRelocation(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: assetRelocation }) { on, room, ...named }: z.output<typeof assetRelocation>,
  ) {
    return this.step(path, async (id, at) => {
      const before = await findAssetDocument(this.db.manager, id);
      const { unitId = before.unitId, userId = before.userId } = await this.place(named, at);
      const command = { id, on, unitId, userId, room: room === undefined ? before.room : room };
      await this.inventory.relocate(actor, command, at);
    });
  }

  @Post(':id/withdrawal')
  @HttpCode(200)
  @Requires('asset.manage')
  @Answers(assetDetailSchema)
  createWithdrawal(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: assetWithdrawal }) body: z.output<typeof assetWithdrawal>,
  ) {
    return this.step(path, (id, at) => this.inventory.withdraw(actor, { id, ...body }, at));
  }

  @Post(':id/restoration')
  @HttpCode(200)
  @Requires('asset.manage')
  @Answers(assetDetailSchema)
  createRestoration(@CurrentUser() actor: Actor, @Param('id') path: string) {
    return this.step(path, (id, at) => this.inventory.restore(actor, id, at));
  }

  @Post(':id/kpi-scope')
  @HttpCode(200)
  @Requires('asset.manage')
  @Answers(assetDetailSchema)
  createKpiScope(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body({ schema: assetKpiScope }) { inKpiScope, from }: z.output<typeof assetKpiScope>,
  ) {
    return this.step(path, (id, at) =>
      this.inventory.changeKpiScope(actor, { id, inKpiScope, from: from ? new Date(from) : at }, at),
    );
  }

  private async step(path: string, act: (id: number, at: Date) => Promise<void>) {
    const id = idFromPath(path, 'asset');
    await act(id, this.clock.now());
    return this.view(id);
  }

  private async view(id: number) {
    return shown(assetDetailSchema, await findAssetDocument(this.db.manager, id));
  }

  /** Ids behind the names; what is not named stays undefined. */
  private async place({ unitSymbol, userEmail }: NamedPlace, at: Date) {
    const tx = this.db.manager;
    return {
      unitId: unitSymbol ? await unitIdOf(tx, unitSymbol, 'unitSymbol') : unitSymbol,
      userId: userEmail ? await personIdOf(tx, userEmail, this.today(at), 'userEmail') : userEmail,
    } as { unitId: number | null | undefined; userId: number | null | undefined };
  }

  private today(at: Date): string {
    return localDate(at, this.config.timeZone);
  }
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** A body without what was left out, so that it does not hide what is stored or the default. */
function given<T extends object>(body: T): Given<T> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;
}
