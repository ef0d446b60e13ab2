import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { leaveFlash } from '../rendering/flash.js';
import { excerpt } from '../rendering/format.js';
import { emptyForm, type FormView, readForm } from '../rendering/forms.js';
import type { CaughtMail } from '../mail/caught-mail.js';
import { DemoMailbox } from './demo-mailbox.js';

const LISTED = 100;
/** The e-mail's own rules: its inline styles and pictures, links that open elsewhere; scripts and forms are dead in the sandbox. */
const EMAIL_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

const replyForm = z.object({ text: z.string().trim().min(1).max(20_000).meta({ title: 'Treść odpowiedzi' }) });

/**
 * The mail that the demo would have sent, as its readers would see it, with a way to answer as they would. Open to everyone, because
 * the demo's readers have no mailbox elsewhere; outside the demo there is no such page.
 */
@Controller('demo/mail')
export class DemoMailController {
  constructor(
    private readonly mailbox: DemoMailbox,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Public()
  @Render('pages/demo-mail/list')
  async index(@Query('to') to?: string) {
    const address = typeof to === 'string' ? to.trim().toLowerCase() : '';
    const mails = await this.mailbox.list(LISTED);
    return {
      mails: mails.filter((mail) => !address || mail.mail.to.some((one) => one.address === address)).map(summaryOf),
      waiting: await this.mailbox.waiting(),
      to: address,
      readers: [...new Set(mails.flatMap(({ mail }) => mail.to.map((one) => one.address)))].sort(),
    };
  }

  /** What waits for its two minutes to pass goes out now: nobody wants to wait in a demo. */
  @Post('hurry')
  @Public()
  async hurry(@Res() reply: FastifyReply): Promise<void> {
    await this.mailbox.hurry(this.clock.now());
    leaveFlash(reply, 'Wiadomości zostaną wysłane za chwilę. Odśwież stronę.');
    void reply.redirect('/demo/mail', 303);
  }

  @Get(':id')
  @Public()
  @Render('pages/demo-mail/show')
  async show(@Param('id') id: string) {
    return this.view(await this.mailbox.get(id), emptyForm());
  }

  @Get(':id/html')
  @Public()
  async html(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const html = await this.mailbox.html(id);
    void reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', EMAIL_CSP)
      .header('x-frame-options', 'SAMEORIGIN')
      .send(html);
  }

  @Get(':id/raw')
  @Public()
  async raw(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { raw } = await this.mailbox.get(id);
    void reply.header('content-type', 'text/plain; charset=utf-8').send(raw);
  }

  @Get(':id/attachments/:index')
  @Public()
  async attachment(@Param('id') id: string, @Param('index') index: string, @Res() reply: FastifyReply): Promise<void> {
    const { filename, content } = await this.mailbox.attachment(id, Number(index));
    void reply
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`)
      .send(content);
  }

  @Post(':id/reply')
  @Public()
  async reply(@Param('id') id: string, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(replyForm, body);
    if (!form.ok) {
      const view = this.view(await this.mailbox.get(id), form);
      return void reply.status(422).view('pages/demo-mail/show', view);
    }
    await this.mailbox.reply(id, form.data.text, this.clock.now());
    leaveFlash(reply, 'Odpowiedź została wysłana na adres obsługi informatycznej.');
    void reply.redirect(`/demo/mail/${id}`, 303);
  }

  private view(caught: CaughtMail, form: FormView) {
    return {
      ...summaryOf(caught),
      from: caught.mail.from[0] ?? null,
      text: caught.mail.text,
      hasHtml: caught.mail.html !== null,
      attachments: caught.mail.attachments.map(({ filename, content }, index) => ({
        filename,
        sizeBytes: content.length,
        href: `/demo/mail/${caught.id}/attachments/${index}`,
      })),
      canReply: this.mailbox.canReply,
      form,
    };
  }
}

function summaryOf({ id, caughtAt, mail }: CaughtMail) {
  return { id, caughtAt, subject: mail.subject, to: mail.to[0] ?? null, excerpt: excerpt(mail.text, 140) };
}
