import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { instantOfWallTime } from '../calendar/wall-time.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { answerForm } from '../rendering/answer-form.js';
import { kpiScopeForm, relocationForm, withdrawalForm } from './asset-form.js';
import { assetIdOf, AssetPage, type RefusedAssetForms } from './asset-page.js';
import { InventoryService } from './inventory.service.js';

interface Change<S extends z.ZodType> {
  name: keyof RefusedAssetForms;
  schema: S;
  act: (id: number, data: z.output<S>, at: Date) => Promise<void>;
  done: string;
}

/** What happens to a piece of the register: it moves, it leaves, its scope changes. */
@Controller('assets/:id')
export class AssetChangesController {
  constructor(
    private readonly inventory: InventoryService,
    private readonly page: AssetPage,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Post('relocation')
  @Requires('asset.manage')
  async createRelocation(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = async (id: number, { userEmail, ...place }: z.output<typeof relocationForm>, at: Date) =>
      this.inventory.relocate(actor, { id, ...place, userId: await this.page.userId(userEmail, at) }, at);
    const change = { name: 'relocation', schema: relocationForm, act, done: 'Zapisano przesunięcie.' } as const;
    await this.handle(actor, path, body, change, reply);
  }

  @Post('withdrawal')
  @Requires('asset.manage')
  async createWithdrawal(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (id: number, data: z.output<typeof withdrawalForm>, at: Date) =>
      this.inventory.withdraw(actor, { id, ...data }, at);
    const change = { name: 'withdrawal', schema: withdrawalForm, act, done: 'Wycofano z ewidencji.' } as const;
    await this.handle(actor, path, body, change, reply);
  }

  @Post('restoration')
  @Requires('asset.manage')
  async createRestoration(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (id: number, _data: unknown, at: Date) => this.inventory.restore(actor, id, at);
    const change = { name: 'restoration', schema: z.object({}), act, done: 'Cofnięto wycofanie.' } as const;
    await this.handle(actor, path, {}, change, reply);
  }

  @Post('kpi-scope')
  @Requires('asset.manage')
  async createKpiScope(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (id: number, { inKpiScope, from }: z.output<typeof kpiScopeForm>, at: Date) =>
      this.inventory.changeKpiScope(actor, { id, inKpiScope, from: from ? this.instant(from) : at }, at);
    const change = { name: 'kpiScope', schema: kpiScopeForm, act, done: 'Zmieniono zakres miernika.' } as const;
    await this.handle(actor, path, body, change, reply);
  }

  private async handle<S extends z.ZodType>(
    actor: Actor,
    path: string,
    body: unknown,
    change: Change<S>,
    reply: FastifyReply,
  ): Promise<void> {
    const at = this.clock.now();
    await answerForm(reply, {
      schema: change.schema,
      body,
      act: (data) => change.act(assetIdOf(path), data, at),
      done: () => ({ to: `/assets/${path}`, text: change.done }),
      template: 'pages/assets/show',
      again: (form) => this.page.view(actor, path, at, { [change.name]: form }),
    });
  }

  private instant(wallTime: string): Date {
    try {
      return instantOfWallTime(wallTime, this.config.timeZone);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw new DomainError(error.code, error.kind, error.message, { from: error.message });
    }
  }
}
