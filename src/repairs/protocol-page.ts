import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can, mayEver } from '../access/policy.js';
import { found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { holdersOf } from '../directory/directory.queries.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { isBeyondRepair } from './protocol-codes.js';
import { type DocumentRevision, findProtocol, type ProtocolDocument } from './protocol-document.query.js';
import { type ProtocolEvent, protocolEvents } from './protocol-events.query.js';
import { LIST_PATH } from './protocol-list.js';
import { placeContradiction } from './protocol-place.js';
import { allowsAction, currentRevision, effectiveRevision, isEditable, isOpen } from './protocol-state.js';

/** Forms of the page that were refused, to be shown again with what was typed. */
export interface RefusedForms {
  approval?: FormView;
  return?: FormView;
  annulment?: FormView;
  revision?: FormView;
}

/** Puts together what the page of a protocol shows. */
@Injectable()
export class ProtocolPage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `repair-protocol.not-found` also when the actor may not read what is internal to its ticket */
  async document(actor: Actor, id: number): Promise<ProtocolDocument> {
    const document = found(await findProtocol(this.db.manager, id), 'repair-protocol');
    if (!can(actor, 'ticket.read-internal', document.ticket)) found(null, 'repair-protocol');
    return document;
  }

  /** @param revisionNumber an older revision to be read; the current one when absent */
  async view(actor: Actor, id: number, at: Date, revisionNumber?: number, refused: RefusedForms = {}) {
    const document = await this.document(actor, id);
    const current = found(currentRevision(document.revisions), 'repair-protocol');
    const revision = revisionNumber
      ? found(
          document.revisions.find((one) => one.revision === revisionNumber),
          'repair-protocol',
        )
      : current;
    const effective = effectiveRevision(document.revisions);
    const isCurrent = revision.id === current.id;
    const path = `${LIST_PATH}/${document.id}`;
    const may = this.may(actor, current, document, isCurrent);
    return {
      document,
      path,
      title: document.number ? `Protokół naprawy ${document.number}` : 'Protokół naprawy (projekt)',
      deviceName: [document.asset.manufacturer, document.asset.model].filter(Boolean).join(' '),
      revision,
      isCurrent,
      misplaced: isCurrent && isOpen(revision.state) ? placeContradiction(revision, document.asset) : null,
      isBeingCorrected: effective !== null && isOpen(current.state),
      effectiveHref: effective && effective.id !== revision.id ? `${path}?revision=${effective.revision}` : null,
      currentHref: isCurrent ? null : path,
      revisions: document.revisions.length > 1 ? revisionsOf(document, path, revision) : null,
      steps: stepsOf(revision),
      partsTotalGrosze: partsTotal(revision),
      indicator: indicatorText(revision, effective),
      isBeyondRepair: isBeyondRepair(revision.result),
      may,
      approvers: may.needsAnother ? await this.approvers(current, at) : null,
      canPurchase: mayEver(actor, 'purchase.prepare'),
      pdfHref: `${path}/pdf${isCurrent ? '' : `?revision=${revision.revision}`}`,
      timeline: (await protocolEvents(this.db.manager, id)).map(eventLine),
      approvalForm: refused.approval ?? emptyForm(),
      returnForm: refused.return ?? emptyForm(),
      annulmentForm: refused.annulment ?? emptyForm(),
      revisionForm: refused.revision ?? emptyForm(),
    };
  }

  /** Who may approve what this person has written a part of. */
  private async approvers({ writtenBy }: DocumentRevision, at: Date): Promise<string> {
    const today = localDate(at, this.config.timeZone);
    const holders = await holdersOf(this.db.manager, 'itHead', null, today);
    return approversText(holders.filter(({ id }) => !writtenBy.includes(id)).map(({ name }) => name));
  }

  private may(actor: Actor, current: DocumentRevision, { ticket }: ProtocolDocument, isCurrent: boolean) {
    const prepares = isCurrent && mayEver(actor, 'protocol.prepare') && can(actor, 'ticket.work', ticket);
    const decides = isCurrent && current.state === 'SUBMITTED' && mayEver(actor, 'protocol.approve');
    const isAnother = can(actor, 'protocol.approve', current);
    const annuls = isCurrent && allowsAction(current.state, 'annul') && can(actor, 'protocol.annul');
    return {
      edit: prepares && isEditable(current.state),
      submit: prepares && allowsAction(current.state, 'submit'),
      discard: prepares && current.state === 'DRAFT' && !current.submittedAt,
      decide: decides && isAnother,
      /** It waits for a decision, but not by one of those who wrote it. */
      needsAnother: decides && !isAnother,
      annul: annuls,
      correct: prepares && current.state === 'APPROVED',
    };
  }
}

/** What the others may do, for one of them who wrote the protocol. */
function approversText(names: readonly string[]): string {
  return names.length > 0
    ? `Zatwierdzić lub zwrócić może: ${names.join(', ')}.`
    : 'Nie ma nikogo innego z tym uprawnieniem: należy wyznaczyć zastępcę naczelnika.';
}

function revisionsOf(document: ProtocolDocument, path: string, shown: DocumentRevision) {
  return document.revisions
    .map(({ revision, state, approvedAt, revisionReason }) => ({
      href: `${path}?revision=${revision}`,
      label: revision === 1 ? 'Wersja 1' : `Wersja ${revision} (korekta)`,
      isShown: revision === shown.revision,
      ...{ state, approvedAt, revisionReason },
    }))
    .reverse();
}

interface Step {
  label: string;
  state: 'done' | 'current' | 'todo' | 'returned' | 'refused';
  note: string | null;
  at: Date | null;
}

/** The way of a revision from its draft to its approval. */
function stepsOf(revision: DocumentRevision): Step[] {
  const { state, annulledAt, annulledByName } = revision;
  const prepared: Step = {
    label: 'Sporządzony',
    state: isEditable(state) ? 'current' : 'done',
    note: revision.preparedByName,
    at: revision.preparedAt,
  };
  const submitted: Step = {
    label: 'Przekazany do zatwierdzenia',
    state: state === 'RETURNED' ? 'returned' : state === 'DRAFT' ? 'todo' : 'done',
    note: state === 'RETURNED' ? `zwrócono: ${revision.returnedByName}` : revision.submittedByName,
    at: state === 'RETURNED' ? revision.returnedAt : revision.submittedAt,
  };
  const { approvedByName, approvedOnBehalfOfName: head } = revision;
  const approved: Step = {
    label: 'Zatwierdzony',
    state: revision.approvedAt ? 'done' : state === 'SUBMITTED' ? 'current' : 'todo',
    note: approvedByName && head ? `${approvedByName}, z up.: ${head}` : approvedByName,
    at: revision.approvedAt,
  };
  const annulled: Step = { label: 'Anulowany', state: 'refused', note: annulledByName, at: annulledAt };
  if (state !== 'ANNULLED') return [prepared, submitted, approved];
  return revision.approvedAt ? [prepared, submitted, approved, annulled] : [prepared, submitted, annulled];
}

function partsTotal({ parts }: DocumentRevision): number | null {
  const total = parts.reduce((sum, part) => sum + part.quantity * (part.grossPriceGrosze ?? 0), 0);
  return total > 0 ? total : null;
}

/** What indicator 2 (repairs) makes of the revision. */
function indicatorText(revision: DocumentRevision, effective: DocumentRevision | null): string {
  if (!revision.hasCountedOperation) return 'nie liczy się: bez wymiany podzespołu i bez reinstalacji oprogramowania';
  if (revision.state === 'ANNULLED') return 'nie liczy się: protokół anulowany';
  if (revision.state !== 'APPROVED') return 'będzie się liczyć po zatwierdzeniu';
  if (revision.id !== effective?.id) return 'nie liczy się: zastąpiony korektą';
  return `liczy się w roku ${revision.completedOn?.slice(0, 4)}`;
}

const SENTENCES: Record<ProtocolEvent['type'], [icon: string, text: string]> = {
  'repair-protocol.drafted': ['file-text', 'założono projekt protokołu'],
  'repair-protocol.changed': ['edit', 'zapisano zmiany'],
  'repair-protocol.submitted': ['send', 'przekazano do zatwierdzenia'],
  'repair-protocol.approved': ['circle-check', 'zatwierdzono'],
  'repair-protocol.returned': ['corner-up-left', 'zwrócono do poprawy'],
  'repair-protocol.annulled': ['circle-x', 'anulowano'],
  'repair-protocol.discarded': ['trash', 'odrzucono projekt korekty'],
  'repair-protocol.revision-started': ['edit', 'rozpoczęto korektę'],
};

function eventLine({ type, at, actorName, revision }: ProtocolEvent) {
  const [icon, sentence] = SENTENCES[type];
  const which = revision && revision > 1 ? ` (wersja ${revision})` : '';
  return { at, icon, text: `${actorName ?? 'Automatycznie'}: ${sentence}${which}` };
}
