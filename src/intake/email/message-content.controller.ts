import { Controller, Get, Param, ParseIntPipe, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { CurrentUser, Requires } from '../../access/route-access.js';
import { BlobsService } from '../../blobs/blobs.service.js';
import { attachmentById, messageHtmlById } from './message-content.query.js';
import { sendFile, sendMessageHtml } from './send-content.js';
import { MAX_PICTURE_BYTES, type Picture } from './served-html.js';

/** Formatted text and files of messages, through the permission of their ticket. */
@Controller()
export class MessageContentController {
  constructor(
    private readonly db: DataSource,
    private readonly blobs: BlobsService,
  ) {}

  @Get('ticket-messages/:id/html')
  @Requires('ticket.view')
  async showHtml(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const message = await messageHtmlById(this.db.manager, actor, id);
    const pictures: Picture[] = [];
    let bytes = 0;
    for (const { sizeBytes, sha256, contentId, contentType } of message.pictures) {
      bytes += sizeBytes;
      if (bytes > MAX_PICTURE_BYTES) break;
      pictures.push({ contentId, contentType, content: await this.blobs.get(sha256) });
    }
    sendMessageHtml(reply, message.html, pictures);
  }

  @Get('attachments/:id')
  @Requires('ticket.view')
  async showAttachment(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const attachment = await attachmentById(this.db.manager, actor, id);
    sendFile(reply, attachment.filename, await this.blobs.get(attachment.sha256));
  }
}
