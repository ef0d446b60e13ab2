import { Controller, Get, Param, ParseIntPipe, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { leaveFlash } from '../rendering/flash.js';
import { suppressedAddresses } from './notification-list.query.js';
import { NotificationResending } from './notification-resending.service.js';

/** Addresses that get no mail, because mail to them came back. */
@Controller('notifications/addresses')
export class SuppressedAddressesController {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly resending: NotificationResending,
  ) {}

  @Get()
  @Requires('notification.list')
  @Render('pages/notifications/addresses')
  async index(@CurrentUser() actor: Actor) {
    return { addresses: await suppressedAddresses(this.db.manager), canRelease: can(actor, 'notification.resend') };
  }

  @Post(':id/release')
  @Requires('notification.resend')
  async release(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { email } = await this.resending.releaseAddress(actor, id, this.clock.now());
    leaveFlash(reply, `Na adres ${email} znów będą wysyłane wiadomości.`);
    void reply.redirect('/notifications/addresses', 303);
  }
}
