import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { OfficeProfileService } from '../office/office-profile.service.js';
import { type PdfSpec, renderPdf } from '../rendering/pdf.js';
import { findRequestDocument, type RequestDocument, requestIdOf } from './purchase-request-document.query.js';
import { acceptanceSheet, requestSheet } from './purchase-request-print.js';

/** Requests and acceptance protocols on paper. */
@Controller('purchase-requests/:id')
export class PurchasePrintsController {
  constructor(
    private readonly db: DataSource,
    private readonly office: OfficeProfileService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get('pdf')
  @Requires('purchase.view')
  @Header('content-type', 'application/pdf')
  async show(@CurrentUser() actor: Actor, @Param('id') path: string): Promise<StreamableFile> {
    const request = await this.request(actor, path);
    return this.fileOf(requestSheet(request, this.stamp(actor)));
  }

  @Get('acceptances/:acceptanceId/pdf')
  @Requires('purchase.view')
  @Header('content-type', 'application/pdf')
  async showAcceptance(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Param('acceptanceId') acceptanceId: string,
  ): Promise<StreamableFile> {
    const request = await this.request(actor, path);
    const acceptance = request.acceptances.find(({ id }) => String(id) === acceptanceId);
    return this.fileOf(acceptanceSheet(request, found(acceptance, 'acceptance'), this.stamp(actor)));
  }

  private async request(actor: Actor, path: string): Promise<RequestDocument> {
    return findRequestDocument(this.db.manager, actor, await requestIdOf(this.db.manager, path));
  }

  private stamp(actor: Actor) {
    return { at: this.clock.now(), by: actor.name, timeZone: this.config.timeZone };
  }

  private async fileOf(spec: PdfSpec): Promise<StreamableFile> {
    const name = encodeURIComponent(`${spec.title.replaceAll('/', '-')}.pdf`);
    return new StreamableFile(await renderPdf(spec, await this.office.read()), {
      type: 'application/pdf',
      disposition: `inline; filename*=UTF-8''${name}`,
    });
  }
}
