import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/config.js';
import { countProtocols } from '../repairs/protocol-list.query.js';
import { countOpenTickets, listTickets, type TicketListRow } from '../tickets/ticket-list.query.js';
import { countRequests } from '../purchases/purchase-request-list.query.js';
import { intakeNeeds } from './intake-needs.query.js';

const SHOWN = 10;

interface Task {
  label: string;
  count: number;
  href: string;
  icon: string;
}

/** The first page after signing in: what waits for this person. */
@Controller()
export class HomeController {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('home.view')
  async show(@CurrentUser() actor: Actor, @Res() reply: FastifyReply): Promise<void> {
    const works = mayEver(actor, 'ticket.work');
    const tasks = await this.tasks(actor);
    if (!works && tasks.length === 0 && !mayEver(actor, 'ticket.list')) {
      return void reply.redirect('/my-tickets', 302);
    }
    const now = this.clock.now();
    const tx = this.db.manager;
    const own = works ? await this.nearest(actor, { assignee: actor.personId }, now) : [];
    const unassigned = works ? await this.nearest(actor, { assignee: 'none' }, now) : [];
    const counts = mayEver(actor, 'ticket.list') ? await countOpenTickets(tx, actor, now) : null;
    void reply.view('pages/web/home', { name: actor.name, works, tasks, own, unassigned, counts });
  }

  private nearest(actor: Actor, filter: { assignee: number | 'none' }, now: Date): Promise<TicketListRow[]> {
    const page = { sort: { by: 'due', direction: 'asc' } as const, limit: SHOWN, now };
    return listTickets(this.db.manager, actor, { status: 'open', ...filter }, page);
  }

  /** Decisions that only this person can take, and what nobody has looked at yet. */
  private async tasks(actor: Actor): Promise<Task[]> {
    const tx = this.db.manager;
    const tasks: Task[] = [];
    const { awaitingMe } = await countRequests(tx, actor);
    tasks.push({
      label: 'Wnioski o zakup do decyzji',
      count: awaitingMe,
      href: '/purchase-requests?awaiting=me',
      icon: 'shopping-cart',
    });
    if (mayEver(actor, 'protocol.approve')) {
      const count = await countProtocols(tx, actor, { awaitingMe: true }, this.config.timeZone);
      tasks.push({
        label: 'Protokoły do zatwierdzenia',
        count,
        href: '/repair-protocols?awaiting=me',
        icon: 'clipboard-check',
      });
    }
    if (mayEver(actor, 'inbound-email.decide')) {
      const { review, quarantined } = await intakeNeeds(tx);
      tasks.push({
        label: 'Wiadomości do decyzji',
        count: review,
        href: '/inbound-emails?outcome=review',
        icon: 'mail',
      });
      tasks.push({
        label: 'Wiadomości w kwarantannie',
        count: quarantined,
        href: '/inbound-emails?outcome=quarantined',
        icon: 'shield',
      });
    }
    return tasks.filter(({ count }) => count > 0);
  }
}
