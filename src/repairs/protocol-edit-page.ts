import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { formatDateTime } from '../rendering/format.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { options } from '../rendering/labels.js';
import { isEmptyRow, rowCount } from './form-rows.js';
import { editChoices, type OutageChoice, outagesOfAsset } from './protocol-edit.query.js';
import { missingForSubmission } from './protocol-completeness.js';
import { formValues, typedFacts } from './protocol-form.js';
import { LIST_PATH } from './protocol-list.js';
import { ProtocolPage } from './protocol-page.js';
import { placeContradiction } from './protocol-place.js';
import { currentRevision, isEditable } from './protocol-state.js';

/** Puts together the form of a protocol. */
@Injectable()
export class ProtocolEditPage {
  constructor(
    private readonly db: DataSource,
    private readonly page: ProtocolPage,
    private readonly config: AppConfig,
  ) {}

  /**
   * @param refused what was typed, when it is shown again
   * @throws DomainError `repair-protocol.not-editable`, `repair-protocol.not-found`
   */
  async view(actor: Actor, id: number, now: Date, refused?: FormView) {
    allow(actor, 'protocol.prepare');
    const document = await this.page.document(actor, id);
    const revision = found(currentRevision(document.revisions), 'repair-protocol');
    if (!isEditable(revision.state)) {
      throw new DomainError('repair-protocol.not-editable', 'conflict', 'Tego protokołu nie można teraz zmieniać.');
    }
    const form = refused ?? emptyForm(formValues(revision, document.asset.inventoryNumber));
    const choices = await editChoices(this.db.manager, {
      assetId: document.asset.id,
      unitId: revision.unitId,
      today: localDate(now, this.config.timeZone),
    });
    const outages = await outagesOfAsset(this.db.manager, document.asset.id);
    return {
      document,
      revision,
      form,
      misplaced: placeContradiction(revision, document.asset),
      path: `${LIST_PATH}/${document.id}`,
      title: document.number ? `Protokół naprawy ${document.number}` : 'Protokół naprawy (projekt)',
      operationRows: rowsOf(form.values, 'operations', 2),
      partRows: rowsOf(form.values, 'parts', 2),
      showsOutage: choices.isServer || outages.length > 0,
      choices: {
        operations: choices.operationKinds.map(({ code, label, countsForKpi2 }) => ({
          value: code,
          label: countsForKpi2 ? `${label} (miernik 2)` : label,
        })),
        units: choices.units.map(({ id: value, symbol, name }) => ({ value, label: `${symbol} – ${name}` })),
        results: options('protocolResult'),
        outages: outages.map((outage) => ({ value: outage.id, label: this.outageLabel(outage) })),
      },
    };
  }

  /** What typed values still miss before submission, by field, as far as it can be told without saving them. */
  missing(values: Record<string, unknown>, now: Date): Record<string, string> {
    return missingForSubmission(typedFacts(values, localDate(now, this.config.timeZone)));
  }

  private outageLabel({ systemName, startedAt, endedAt }: OutageChoice): string {
    const [from, to] = [startedAt, endedAt].map((at) => (at ? formatDateTime(at, this.config.timeZone) : 'trwa'));
    return `system ${systemName}: ${from} – ${to}`;
  }
}

/** Indices of the rows shown: those in use, and at least one empty one. */
function rowsOf(values: Record<string, unknown>, group: string, atLeast: number): number[] {
  const used = rowCount(values, group);
  const lastIsEmpty = used > 0 && isEmptyRow(values, group, used - 1);
  return Array.from({ length: Math.max(atLeast, lastIsEmpty ? used : used + 1) }, (_, index) => index);
}
