import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can, mayEver } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { label, options } from '../rendering/labels.js';
import { assignablePeople } from './assignable-people.query.js';
import { ticketPathNumber } from './ticket-number.js';
import { ticketContext, ticketEvents, ticketMessages, type TicketRow, ticketRow } from './ticket-page.query.js';
import { isFinished, isWaiting, nextStatuses, refuseTransition } from './ticket-status.js';
import { timelineOf } from './ticket-timeline.js';
import { triageReasons } from './triage-reasons.js';

/** Forms of the page that were refused, to be shown again with what was typed. */
export interface RefusedForms {
  reply?: FormView;
  note?: FormView;
  status?: FormView;
  merge?: FormView;
  triage?: FormView;
}

const MAX_MESSAGES = 500;
const MAX_EVENTS = 1000;

/** Puts together what the page of a ticket shows, for those who work on it and for those who only asked. */
@Injectable()
export class TicketPage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `ticket.not-found` also when the actor may not see it */
  async view(actor: Actor, number: string, now: Date, url: string, refused: RefusedForms = {}) {
    const tx = this.db.manager;
    const ticket = await ticketRow(tx, number);
    if (!can(actor, 'ticket.view', ticket)) found(null, 'ticket');
    const readsInternal = can(actor, 'ticket.read-internal', ticket);
    const canWork = can(actor, 'ticket.work', ticket);
    const messages = await ticketMessages(tx, ticket.id, {
      limit: MAX_MESSAGES,
      withHtml: false,
      withNotes: readsInternal,
    });
    const events = await ticketEvents(tx, ticket.id, { limit: MAX_EVENTS, withInternal: readsInternal });
    const context = await ticketContext(tx, actor, ticket.id);
    const people = canWork
      ? await assignablePeople(tx, localDate(now, this.config.timeZone), ticket.restricted ? ticket.queue : null)
      : [];
    const path = `/tickets/${ticketPathNumber(ticket.number)}`;
    return {
      ticket,
      path,
      url,
      list: mayEver(actor, 'ticket.list') ? QUEUE : OWN,
      readsInternal,
      context: {
        ...context,
        purchases: context.purchases.map((of) => ({ ...of, opens: can(actor, 'purchase.view', of) })),
      },
      opens: {
        assets: mayEver(actor, 'asset.list'),
        protocols: readsInternal && mayEver(actor, 'protocol.list'),
        outages: mayEver(actor, 'outage.list'),
      },
      timeline: timelineOf({ ticket, messages, events, context, readsInternal }),
      reasons: triageReasons(readsInternal ? ticket.triageTrace : null),
      canWork: canWork && !isFinished(ticket.status),
      canReopen: canWork && isFinished(ticket.status) && ticket.status !== 'MERGED',
      canUnmerge: canWork && ticket.status === 'MERGED',
      canWithdraw:
        !canWork && can(actor, 'ticket.withdraw', ticket) && nextStatuses(ticket.status).includes('WITHDRAWN'),
      canConfirm: can(actor, 'ticket.confirm', ticket) && ticket.status === 'RESOLVED',
      canWrite: !canWork && can(actor, 'ticket.write-as-requester', ticket) && !isFinished(ticket.status),
      canTake:
        canWork &&
        !isFinished(ticket.status) &&
        ticket.assigneeId !== actor.personId &&
        people.some(({ id }) => id === actor.personId),
      recipient: recipientOf(ticket),
      people: people.map(({ id, name }) => ({ value: String(id), label: name })),
      statusActions: canWork ? statusActions(ticket) : [],
      replyStatuses: replyStatuses(ticket),
      choices: {
        categories: options('category'),
        queues: options('queue'),
        impacts: options('impact'),
        urgencies: options('urgency'),
        triageResults: options('triageResult'),
      },
      isWaiting: isWaiting(ticket.status),
      isOpen: !isFinished(ticket.status) && ticket.status !== 'RESOLVED',
      openObligations: context.obligations.filter(({ state }) => state === 'OPEN'),
      replyForm: refused.reply ?? emptyForm(),
      noteForm: refused.note ?? emptyForm(),
      statusForm: refused.status ?? emptyForm(),
      mergeForm: refused.merge ?? emptyForm(),
      assignmentForm: emptyForm({ assigneeId: ticket.assigneeId ?? '' }),
      triageForm:
        refused.triage ??
        emptyForm({
          category: ticket.category,
          queue: ticket.queue,
          impact: ticket.impact,
          urgency: ticket.urgency,
          triageResult: ticket.triageResult ?? '',
          assetInventoryNumber: ticket.asset?.inventoryNumber ?? '',
        }),
    };
  }
}

/** Where the page belongs. */
const QUEUE = { nav: 'tickets', label: 'Zgłoszenia', href: '/tickets' };
const OWN = { nav: 'my-tickets', label: 'Moje zgłoszenia', href: '/my-tickets' };

function recipientOf({ requesterName, requesterEmail }: TicketRow): string {
  return requesterEmail ? `${requesterName} <${requesterEmail}>` : `${requesterName} (bez adresu e-mail)`;
}

/** States that a person may choose now; assignment and merging have forms of their own. */
function statusActions(ticket: TicketRow) {
  return nextStatuses(ticket.status)
    .filter((to) => to !== 'NEW' && to !== 'ASSIGNED' && to !== 'MERGED')
    .map((to) => ({
      value: to,
      label:
        to === 'IN_PROGRESS' && (isFinished(ticket.status) || ticket.status === 'RESOLVED')
          ? 'Wznów'
          : label('ticketStatus', to),
      needsReason: refuseTransition(ticket.status, to, undefined) === 'reason-required',
    }));
}

/** What may become of the ticket together with an answer. */
function replyStatuses(ticket: TicketRow) {
  const possible = nextStatuses(ticket.status);
  return (['WAITING_REQUESTER', 'RESOLVED'] as const)
    .filter((to) => possible.includes(to) || to === ticket.status)
    .map((value) => ({ value, label: label('ticketStatus', value) }));
}
