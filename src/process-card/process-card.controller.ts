import { Controller, Get, Param, Render } from '@nestjs/common';
import { Requires } from '../access/route-access.js';
import { type CardPage, ProcessCardService } from './process-card.service.js';

/** Process card PR-10: the current version and the earlier ones. */
@Controller('process-card')
export class ProcessCardController {
  constructor(private readonly processCard: ProcessCardService) {}

  @Get()
  @Requires('process-card.view')
  @Render('pages/process-card/show')
  show(): Promise<CardPage> {
    return this.processCard.page(null);
  }

  @Get('versions/:version')
  @Requires('process-card.view')
  @Render('pages/process-card/show')
  showVersion(@Param('version') version: string): Promise<CardPage> {
    return this.processCard.page(Number(version));
  }
}
