import { Controller, Get, Header, Param, ParseIntPipe, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { BlobsService } from '../blobs/blobs.service.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { protocolFileName } from './protocol-number.js';
import { ProtocolPage } from './protocol-page.js';
import { ProtocolPrinter } from './protocol-printer.js';
import { currentRevision } from './protocol-state.js';

/** A protocol as PDF: the file stored at approval, byte for byte; before it, printed as it stands now. */
@Controller('repair-protocols/:id/pdf')
export class ProtocolPdfController {
  constructor(
    private readonly page: ProtocolPage,
    private readonly printer: ProtocolPrinter,
    private readonly blobs: BlobsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('protocol.list')
  @Header('content-type', 'application/pdf')
  async show(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('revision', new ParseIntPipe({ optional: true })) number?: number,
  ): Promise<StreamableFile> {
    const document = await this.page.document(actor, id);
    const wanted = number
      ? document.revisions.find(({ revision }) => revision === number)
      : currentRevision(document.revisions);
    const revision = found(wanted, 'repair-protocol');
    const pdf = revision.pdfSha256
      ? await this.blobs.get(revision.pdfSha256)
      : await this.printer.print(document, revision, { at: this.clock.now(), by: actor.name });
    const version = revision.revision > 1 ? `-wersja-${revision.revision}` : '';
    reply.header('content-disposition', `inline; filename="${protocolFileName(document.number, id)}${version}.pdf"`);
    return new StreamableFile(pdf);
  }
}
