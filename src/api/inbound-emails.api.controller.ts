import { Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { InboundDecisionsService } from '../intake/email/inbound-decisions.service.js';
import { listInboundEmails } from '../intake/email/inbound-email-list.query.js';
import { visibleNumbers } from '../intake/email/inbound-email-page.query.js';
import { InboundEmailsService } from '../intake/email/inbound-emails.service.js';
import { sendFile, sendRaw } from '../intake/email/send-content.js';
import { Answers, idFromPath, page, pageOf } from './answers.js';
import { inboundEmailQuery, inboundEmailSchema, inboundEmailSummarySchema } from './inbound-email.schema.js';
import { inboundEmailSummary, inboundEmailView, ticketIdsIn } from './inbound-email-views.js';

/** Every e-mail that came in, its outcome and why; those of tickets that one may not see are not there. */
@ApiTags('inbound-emails')
@Controller('api/v1/inbound-emails')
export class InboundEmailsApiController {
  constructor(
    private readonly db: DataSource,
    private readonly emails: InboundEmailsService,
    private readonly decisions: InboundDecisionsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('inbound-email.list')
  @Answers(pageOf(inboundEmailSummarySchema))
  async index(
    @CurrentUser() actor: Actor,
    @Query({ schema: inboundEmailQuery }) { limit, cursor, ...filter }: z.output<typeof inboundEmailQuery>,
  ) {
    const rows = await listInboundEmails(this.db.manager, actor, filter, { cursor, limit: limit + 1 });
    return page(rows, limit, inboundEmailSummary, (row) => row.cursor);
  }

  @Get(':id')
  @Requires('inbound-email.list')
  @Answers(inboundEmailSchema)
  show(@CurrentUser() actor: Actor, @Param('id') path: string) {
    return this.view(actor, idFromPath(path, 'inbound-email'));
  }

  /** The bytes as they came; every look is recorded. */
  @Get(':id/raw')
  @Requires('inbound-email.list')
  async showRaw(@CurrentUser() actor: Actor, @Param('id') path: string, @Res() reply: FastifyReply): Promise<void> {
    sendRaw(reply, await this.emails.raw(actor, idFromPath(path, 'inbound-email'), this.clock.now()));
  }

  /** @param position of the file in the message, from 0 */
  @Get(':id/attachments/:position')
  @Requires('inbound-email.list')
  async showAttachment(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Param('position') position: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { attachments } = await this.emails.read(await this.emails.find(actor, idFromPath(path, 'inbound-email')));
    const { filename, content } = found(attachments[idFromPath(position, 'attachment')], 'attachment');
    sendFile(reply, filename, content);
  }

  /** Works on it again; what became a message is only derived anew, the rest is decided in the background. */
  @Post(':id/reprocess')
  @HttpCode(202)
  @Requires('inbound-email.decide')
  @Answers(inboundEmailSchema, 202)
  async reprocess(@CurrentUser() actor: Actor, @Param('id') path: string) {
    const id = idFromPath(path, 'inbound-email');
    await this.decisions.reprocess(actor, id, this.clock.now());
    return this.view(actor, id);
  }

  private async view(actor: Actor, id: number) {
    const email = await this.emails.find(actor, id);
    const mail = await this.emails.read(email);
    return inboundEmailView(email, mail, await visibleNumbers(this.db.manager, actor, ticketIdsIn(email.trace)));
  }
}
