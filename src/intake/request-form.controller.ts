import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Param, Post, Query, Render, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { answerForm } from '../rendering/answer-form.js';
import { emptyForm } from '../rendering/forms.js';
import { AssetHints } from './asset-hints.js';
import { lostFiles, refusedAttachments } from './attachment-check.js';
import { FilledFormService } from './filled-form.service.js';
import { requestForm } from './request-form.js';
import { RequestFormPage } from './request-form.page.js';
import { RequestFormService } from './request-form.service.js';

/** Many people may share one network address, few send more than this. */
const SENDING = { max: 30, timeWindow: '10 minutes' };
const LOOKING_UP = { max: 300, timeWindow: '10 minutes' };

/** The web form of an organizational unit: open to everyone in the office's network, filled in already for those who signed in. */
@Controller('form')
@Public()
export class RequestFormController {
  constructor(
    private readonly forms: RequestFormService,
    private readonly filled: FilledFormService,
    private readonly page: RequestFormPage,
    private readonly hints: AssetHints,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Render('pages/form/new')
  async new(@Req() request: FastifyRequest) {
    return this.page.view(request.actor, emptyForm(await this.page.initialValues(request.actor, null)));
  }

  /** What the number on a sticker stands for, as HTML below the field. */
  @Get('asset')
  @RouteConfig({ rateLimit: LOOKING_UP })
  @Render('pages/form/asset-hint')
  async asset(@Req() request: FastifyRequest, @Query('q') typed?: string) {
    return this.hints.view(request.actor, String(typed ?? '').slice(0, 60));
  }

  /** The end of the way: the number, and what happens next. The token in the address is only known to who sent the form. */
  @Get('sent/:token')
  @Render('pages/form/sent')
  async sent(@Param('token') token: string, @Req() request: FastifyRequest) {
    const ticket = found(z.uuid().safeParse(token).success ? await this.filled.ticketOfForm(token) : null, 'form');
    return { ...ticket, isSignedIn: request.actor !== null };
  }

  @Get(':unitSymbol')
  @Render('pages/form/new')
  async newOfUnit(@Param('unitSymbol') symbol: string, @Req() request: FastifyRequest) {
    return this.page.view(request.actor, emptyForm(await this.page.initialValues(request.actor, symbol)));
  }

  @Post()
  @RouteConfig({ rateLimit: SENDING, takesFiles: 'anyone' })
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { actor } = request;
    const files = (request.uploads ?? []).filter(({ field }) => field === 'attachments');
    await answerForm(reply, {
      schema: requestForm,
      body: await this.page.withSignedIn(actor, body),
      rules: (values) => this.forms.refusedFields(actor, values, this.clock.now()),
      refusedFiles: refusedAttachments(files),
      act: (data) => this.forms.submit(actor, data, files, this.clock.now()),
      done: (_done, { token }) => ({ to: `/form/sent/${token}` }),
      template: 'pages/form/new',
      again: ({ values, ...form }) => {
        // A form that lost its token would make a second ticket when it is sent twice.
        const token = z
          .uuid()
          .catch(() => randomUUID())
          .parse(values.token);
        return this.page.view(actor, { ...form, values: { ...values, token } }, lostFiles(files));
      },
    });
  }
}
