import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { holds } from '../access/actor.js';
import { can, mayEver } from '../access/policy.js';
import { DomainError } from '../common/domain-error.js';
import { localDate, localYear } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { findPersonByEmail, listUnits } from '../directory/directory.queries.js';
import { findAssetByInventoryNumber, listAssetKinds } from '../inventory/asset-lookup.query.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { listBudgetLines } from './budget-line.query.js';
import { NO_KIND, type RequestForm } from './purchase-request-form.js';
import type { RequestContent } from './purchase-requests.service.js';
import type { RequestSource } from './purchase-source.query.js';

/** The form of a new or changed request: choices for its fields, and what its words refer to. */
@Injectable()
export class RequestFormPage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  /** @param lineCount how many lines are shown, blank ones included */
  async view(
    actor: Actor,
    page: {
      form: FormView;
      lineCount: number;
      source: RequestSource | null;
      title: string;
      action: string;
      back: string;
    },
    at: Date,
  ) {
    const tx = this.db.manager;
    const units = await listUnits(tx, localDate(at, this.config.timeZone));
    const kinds = await listAssetKinds(tx);
    const procures = can(actor, 'purchase.procure');
    // Classifications say nothing to employees; a line that WO has named stays in a returned request.
    const choosesLine = mayEver(actor, 'purchase.decide');
    const budgetLines = choosesLine ? await listBudgetLines(tx, localYear(at, this.config.timeZone)) : [];
    const own = units.filter(({ id }) => procures || id === actor.unitId || holds(actor, 'unitHead', id));
    return {
      ...page,
      isNew: page.action === '/purchase-requests',
      procures,
      units: own.map(({ id, symbol, name }) => ({ value: id, label: `${symbol} – ${name}` })),
      keptBudgetLineId: choosesLine ? null : (page.form.values['budgetLineId'] ?? null),
      kinds: [
        ...kinds.map(({ code, label }) => ({ value: code, label })),
        { value: NO_KIND, label: 'inne (poza ewidencją)' },
      ],
      budgetLines: budgetLines.map(({ id, classification, name }) => ({
        value: id,
        label: `${classification} ${name}`,
      })),
      lines: Array.from({ length: Math.max(1, page.lineCount) }, (_, index) => ({ index, name: `lines.${index}` })),
    };
  }

  /** What a form from a ticket or protocol starts with. */
  startingForm(actor: Actor, source: RequestSource | null): FormView {
    return emptyForm({
      unitId: source?.unitId ?? actor.unitId,
      subject: source?.subject ?? '',
      justification: source?.diagnosis ?? '',
      replacesInventoryNumber: source?.protocolId ? source.inventoryNumber : null,
      requesterEmail: source && can(actor, 'purchase.procure') ? source.requesterEmail : null,
      'lines.0.quantity': '1',
    });
  }

  /** @throws DomainError `purchase-request.asset-unknown` */
  async content(form: RequestForm): Promise<RequestContent> {
    const { subject, justification, planned, budgetLineId, lines, replacesInventoryNumber: number } = form;
    const asset = number === null ? null : await findAssetByInventoryNumber(this.db.manager, number);
    if (number !== null && !asset) {
      const message = `W ewidencji nie ma urządzenia o numerze ${number}.`;
      throw new DomainError('purchase-request.asset-unknown', 'invalid', message, { replacesInventoryNumber: message });
    }
    return { subject, justification, planned, budgetLineId, lines, replacesAssetId: asset?.id ?? null };
  }

  /** Whose request it is, when a technician names somebody. @throws DomainError `purchase-request.requester-unknown` */
  async requesterId(email: string | null, at: Date): Promise<number | undefined> {
    if (email === null) return undefined;
    const person = await findPersonByEmail(this.db.manager, email, localDate(at, this.config.timeZone));
    if (person) return person.id;
    const message = `W spisie osób nie ma adresu ${email}.`;
    throw new DomainError('purchase-request.requester-unknown', 'invalid', message, { requesterEmail: message });
  }
}
