import { Controller, Get, Param, Render } from '@nestjs/common';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { ProcessCardService } from './process-card.service.js';

/** Process card PR-10: the current version and the earlier ones. */
@Controller('process-card')
export class ProcessCardController {
  constructor(private readonly processCard: ProcessCardService) {}

  @Get()
  @Requires('process-card.view')
  @Render('pages/process-card/show')
  show(@CurrentUser() actor: Actor) {
    return this.view(actor, null);
  }

  @Get('versions/:version')
  @Requires('process-card.view')
  @Render('pages/process-card/show')
  showVersion(@CurrentUser() actor: Actor, @Param('version') version: string) {
    return this.view(actor, Number(version));
  }

  private async view(actor: Actor, version: number | null) {
    return { ...(await this.processCard.page(version)), seesKpi: mayEver(actor, 'kpi.view') };
  }
}
