import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { leaveFlash } from '../rendering/flash.js';
import { options } from '../rendering/labels.js';
import { listView } from '../rendering/list-view.js';
import { NotificationComposer } from './notification-composer.js';
import { NOTIFICATION_KINDS } from './notification-kinds.js';
import {
  countWaiting,
  findNotification,
  listNotifications,
  NOTIFICATION_STATES,
  type NotificationRow,
} from './notification-list.query.js';
import { NotificationResending } from './notification-resending.service.js';

const PAGE_SIZE = 50;

const listQuery = z.object({
  state: z
    .enum([...NOTIFICATION_STATES, 'waiting'])
    .optional()
    .catch(undefined),
  kind: z.enum(NOTIFICATION_KINDS).optional().catch(undefined),
  recipient: z.string().max(320).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
});

/** Only a path of ours: a page must not be used to lead people elsewhere. */
const resendForm = z.object({
  next: z
    .string()
    .regex(/^\/(?![/\\])[\w/-]*$/)
    .optional()
    .catch(undefined),
});

/** The outbox: every e-mail to people of the office, with what became of it. */
@Controller('notifications')
export class NotificationsController {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly resending: NotificationResending,
    private readonly composer: NotificationComposer,
  ) {}

  @Get()
  @Requires('notification.list')
  @Render('pages/notifications/list')
  async index(@CurrentUser() actor: Actor, @Query() raw: Record<string, unknown>) {
    const { cursor, ...filter } = listQuery.parse(raw);
    const rows = await listNotifications(this.db.manager, actor, filter, { cursor, limit: PAGE_SIZE + 1 });
    const counts = await countWaiting(this.db.manager);
    const notifications = rows.slice(0, PAGE_SIZE);
    return {
      notifications: notifications.map((row) => ({ ...row, canResend: canResend(actor, row) })),
      unreachable: counts.unreachable,
      canConfigure: can(actor, 'notification.configure'),
      tabs: tabsOf(filter.state, counts.waiting),
      list: listView({
        path: '/notifications',
        query: raw,
        columns: COLUMNS,
        filters: FILTERS,
        count: notifications.length,
        nextCursor: rows.length > PAGE_SIZE ? notifications.at(-1)!.cursor : null,
      }),
    };
  }

  @Get(':id')
  @Requires('notification.list')
  @Render('pages/notifications/show')
  async show(@CurrentUser() actor: Actor, @Param('id', ParseIntPipe) id: number) {
    const notification = found(await findNotification(this.db.manager, actor, id), 'notification');
    return {
      notification,
      canResend: canResend(actor, notification),
      email: await this.composer.preview(notification.mergedInto ?? id),
    };
  }

  @Post(':id/resend')
  @Requires('notification.resend')
  async resend(
    @CurrentUser() actor: Actor,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.resending.resend(actor, id, this.clock.now());
    leaveFlash(reply, 'Powiadomienie zostanie wysłane ponownie.');
    void reply.redirect(resendForm.parse(body ?? {}).next ?? `/notifications/${id}`, 303);
  }
}

const COLUMNS = [
  { id: 'kind', label: 'Powiadomienie' },
  { id: 'recipient', label: 'Odbiorca' },
  { id: 'ticket', label: 'Zgłoszenie', class: 'cell-fit' },
  { id: 'state', label: 'Stan' },
  { id: 'created', label: 'Utworzono', class: 'cell-fit' },
  { id: 'resend', label: 'Czynności', class: 'cell-fit' },
];

const FILTERS = [
  { name: 'recipient', label: 'Adres odbiorcy (początek)', kind: 'search' as const },
  {
    name: 'state',
    label: 'Stan',
    kind: 'select' as const,
    options: [{ value: 'waiting', label: 'Do wysłania' }, ...options('notificationState')],
  },
  { name: 'kind', label: 'Rodzaj', kind: 'select' as const, options: options('notificationKind') },
];

/** What is not sent yet goes by itself; one without an address never does. */
function canResend(actor: Actor, { state, recipient, isSuppressed }: NotificationRow): boolean {
  return can(actor, 'notification.resend') && state !== 'queued' && recipient !== '' && !isSuppressed;
}

function tabsOf(state: string | undefined, waiting: number) {
  const tab = (label: string, value: string | undefined, count: number | null) => ({
    label,
    href: value ? `/notifications?state=${value}` : '/notifications',
    count,
    current: state === value,
  });
  return [
    tab('Wszystkie', undefined, null),
    tab('Do wysłania', 'waiting', waiting),
    tab('Niewysłane', 'failed', null),
    tab('Zwrócone', 'bounced', null),
    { label: 'Wstrzymane adresy', href: '/notifications/addresses', count: null, current: false },
  ];
}
