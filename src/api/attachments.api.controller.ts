import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { BlobsService } from '../blobs/blobs.service.js';
import { attachmentById } from '../intake/email/message-content.query.js';
import { sendFile } from '../intake/email/send-content.js';
import { idFromPath } from './answers.js';

/** Files of messages, through the permission of their ticket. */
@ApiTags('tickets')
@Controller('api/v1/attachments')
export class AttachmentsApiController {
  constructor(
    private readonly db: DataSource,
    private readonly blobs: BlobsService,
  ) {}

  @Get(':id')
  @Requires('ticket.view')
  async show(@CurrentUser() actor: Actor, @Param('id') path: string, @Res() reply: FastifyReply): Promise<void> {
    const attachment = await attachmentById(this.db.manager, actor, idFromPath(path, 'attachment'));
    sendFile(reply, attachment.filename, await this.blobs.get(attachment.sha256));
  }
}
