import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { listUnits } from '../directory/directory.queries.js';
import { answerForm } from '../rendering/answer-form.js';
import { emptyForm } from '../rendering/forms.js';
import { idFilter, searchFilter } from '../rendering/form-fields.js';
import { listView } from '../rendering/list-view.js';
import { pluralWord } from '../rendering/plural.js';
import { findAssetDocument } from './asset-document.query.js';
import { assetForm, assetValues, newAssetForm } from './asset-form.js';
import { ASSET_KINDS } from './asset-kind.js';
import { ASSET_SORTS, type AssetFilter, countAssets, listAssets } from './asset-list.query.js';
import { listAssetKinds } from './asset-lookup.query.js';
import { assetIdOf, AssetPage } from './asset-page.js';
import { InventoryService } from './inventory.service.js';

const PAGE_SIZE = 50;

/** What the address of the list may say; anything else counts as not said. */
const listQuery = z.object({
  q: searchFilter,
  kind: z.enum(ASSET_KINDS).optional().catch(undefined),
  unit: idFilter,
  state: z.enum(['out', 'all']).optional().catch(undefined),
  sort: z.enum(ASSET_SORTS).catch('number'),
  dir: z.enum(['asc', 'desc']).catch('asc'),
  cursor: z.string().max(500).optional().catch(undefined),
});

/** The register: list, one piece, entering and correcting. */
@Controller('assets')
export class AssetsController {
  constructor(
    private readonly db: DataSource,
    private readonly inventory: InventoryService,
    private readonly page: AssetPage,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('asset.list')
  @Render('pages/assets/list')
  async index(@CurrentUser() actor: Actor, @Query() raw: Record<string, unknown>) {
    const { q, kind, unit, state, ...query } = listQuery.parse(raw);
    const tx = this.db.manager;
    const today = localDate(this.clock.now(), this.config.timeZone);
    const filter: AssetFilter = { q, kind, unitId: unit, state: state === 'all' ? undefined : (state ?? 'in') };
    const page = {
      sort: query.sort,
      descending: query.dir === 'desc',
      cursor: query.cursor,
      limit: PAGE_SIZE + 1,
      today,
    };
    const rows = await listAssets(tx, filter, page);
    const total = await countAssets(tx, filter, today);
    const assets = rows.slice(0, PAGE_SIZE);
    return {
      assets: assets.map((asset) => ({ ...asset, isOut: asset.withdrawnOn !== null && asset.withdrawnOn <= today })),
      summary: `${total} ${pluralWord(total, 'device')}`,
      manages: can(actor, 'asset.manage'),
      list: listView({
        path: '/assets',
        query: raw,
        columns: COLUMNS,
        filters: await this.filters(today),
        sort: { by: query.sort, direction: query.dir },
        count: assets.length,
        nextCursor: rows.length > PAGE_SIZE ? assets.at(-1)!.cursor : null,
      }),
    };
  }

  @Get('new')
  @Requires('asset.manage')
  @Render('pages/assets/form')
  async new() {
    const at = this.clock.now();
    const form = emptyForm({ acceptedOn: localDate(at, this.config.timeZone), title: 'PURCHASED' });
    return { ...NEW, form, ...(await this.page.formChoices(at)) };
  }

  @Post()
  @Requires('asset.manage')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const at = this.clock.now();
    await answerForm(reply, {
      schema: newAssetForm,
      body,
      act: async ({ userEmail, ...asset }) => {
        const userId = await this.page.userId(userEmail, at);
        return this.inventory.register(actor, { ...asset, userId }, at);
      },
      done: ({ id }) => ({ to: `/assets/${id}`, text: 'Urządzenie wpisano do ewidencji.' }),
      template: 'pages/assets/form',
      again: async (form) => ({ ...NEW, form, ...(await this.page.formChoices(at)) }),
    });
  }

  @Get(':id')
  @Requires('asset.list')
  @Render('pages/assets/show')
  async show(@CurrentUser() actor: Actor, @Param('id') path: string) {
    return this.page.view(actor, path, this.clock.now());
  }

  @Get(':id/edit')
  @Requires('asset.manage')
  @Render('pages/assets/form')
  async edit(@Param('id') path: string) {
    const asset = await findAssetDocument(this.db.manager, assetIdOf(path));
    const choices = await this.page.formChoices(this.clock.now());
    return { ...editing(asset), form: emptyForm(assetValues(asset)), ...choices };
  }

  @Post(':id')
  @Requires('asset.manage')
  async update(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const at = this.clock.now();
    const asset = await findAssetDocument(this.db.manager, assetIdOf(path));
    await answerForm(reply, {
      schema: assetForm,
      body,
      act: (data) => this.inventory.correct(actor, asset.id, data, at),
      done: () => ({ to: `/assets/${asset.id}`, text: 'Zapisano zmiany.' }),
      template: 'pages/assets/form',
      again: async (form) => ({ ...editing(asset), form, ...(await this.page.formChoices(at)) }),
    });
  }

  private async filters(today: string) {
    const units = await listUnits(this.db.manager, today);
    const kinds = await listAssetKinds(this.db.manager);
    return [
      { name: 'q', label: 'Szukaj', kind: 'search' as const },
      {
        name: 'kind',
        label: 'Rodzaj',
        kind: 'select' as const,
        options: kinds.map(({ code, label }) => ({ value: code, label })),
      },
      {
        name: 'unit',
        label: 'Komórka',
        kind: 'select' as const,
        options: units.map(({ id, symbol }) => ({ value: String(id), label: symbol })),
      },
      {
        name: 'state',
        label: 'Ewidencja',
        kind: 'select' as const,
        any: 'W ewidencji',
        options: [
          { value: 'out', label: 'Wycofane' },
          { value: 'all', label: 'Wszystkie' },
        ],
      },
    ];
  }
}

const COLUMNS = [
  { id: 'number', label: 'Nr inwentarzowy', sortable: true, class: 'cell-fit' },
  { id: 'model', label: 'Model', sortable: true },
  { id: 'kind', label: 'Rodzaj' },
  { id: 'unit', label: 'Komórka', class: 'cell-fit' },
  { id: 'user', label: 'Użytkownik' },
  { id: 'accepted', label: 'Przyjęto', sortable: true, class: 'cell-fit' },
  { id: 'warranty', label: 'Gwarancja do', sortable: true, class: 'cell-fit' },
];

const NEW = { heading: 'Nowe urządzenie', over: null, action: '/assets', back: '/assets', isNew: true };

function editing({ id, inventoryNumber, model }: { id: number; inventoryNumber: string; model: string }) {
  return {
    heading: `Poprawa danych: ${model}`,
    over: inventoryNumber,
    action: `/assets/${id}`,
    back: `/assets/${id}`,
    isNew: false,
  };
}
