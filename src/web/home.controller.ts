import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/config.js';
import { listProtocols, type ProtocolListRow } from '../repairs/protocol-list.query.js';
import { countOpenTickets, listTickets, type TicketListRow } from '../tickets/ticket-list.query.js';
import { listRequests } from '../purchases/purchase-request-list.query.js';
import { intakeNeeds } from './intake-needs.query.js';

const SHOWN = 10;
const LONGEST_WAITING = { sort: 'updated', descending: false, limit: SHOWN } as const;

interface Task {
  label: string;
  count: number;
  href: string;
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
    if (!mayEver(actor, 'ticket.list') && !mayEver(actor, 'purchase.decide')) {
      return void reply.redirect('/my-tickets', 302);
    }
    const tx = this.db.manager;
    const now = this.clock.now();
    const works = mayEver(actor, 'ticket.work');
    const requests = await listRequests(tx, actor, { awaitingMe: true }, LONGEST_WAITING);
    const own = works ? await this.nearest(actor, { assignee: actor.personId }, now) : [];
    const unassigned = works ? await this.nearest(actor, { assignee: 'none' }, now) : [];
    const counts = mayEver(actor, 'ticket.list') ? await countOpenTickets(tx, actor, now) : null;
    const protocols = mayEver(actor, 'protocol.approve') ? await this.protocols(actor) : [];
    const tasks = mayEver(actor, 'inbound-email.decide') ? await this.emailTasks() : [];
    const decides = mayEver(actor, 'purchase.decide') || mayEver(actor, 'protocol.approve');
    void reply.view('pages/web/home', { works, decides, tasks, requests, protocols, own, unassigned, counts });
  }

  private nearest(actor: Actor, filter: { assignee: number | 'none' }, now: Date): Promise<TicketListRow[]> {
    const page = { sort: { by: 'due', direction: 'asc' } as const, limit: SHOWN, now };
    return listTickets(this.db.manager, actor, { status: 'open', ...filter }, page);
  }

  private protocols(actor: Actor): Promise<ProtocolListRow[]> {
    const page = { sort: 'number', descending: false, limit: SHOWN, timeZone: this.config.timeZone } as const;
    return listProtocols(this.db.manager, actor, { awaitingMe: true }, page);
  }

  /** E-mails that nobody has decided about yet. */
  private async emailTasks(): Promise<Task[]> {
    const { review, quarantined } = await intakeNeeds(this.db.manager);
    const tasks = [
      { label: 'Wiadomości do decyzji', count: review, href: '/inbound-emails?outcome=review' },
      { label: 'Wiadomości w kwarantannie', count: quarantined, href: '/inbound-emails?outcome=quarantined' },
    ];
    return tasks.filter(({ count }) => count > 0);
  }
}
