import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { can, mayEver } from '../access/policy.js';
import { wallTimeOf } from '../calendar/wall-time.js';
import { DomainError, found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { findPersonByEmail, listUnits } from '../directory/directory.queries.js';
import { formatDate } from '../rendering/format.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { options } from '../rendering/labels.js';
import type { AssetFactRow } from './asset-document.query.js';
import { findAssetDocument } from './asset-document.query.js';
import { listAssetEvents } from './asset-events.query.js';
import { listAssetKinds } from './asset-lookup.query.js';

/** Up to and including this gross value a piece is low-value equipment. Source: domain guide section 6. */
const LOW_VALUE_MAX_GROSZE = 10_000_00;

/** Forms of the page that were refused and are shown again. */
export interface RefusedAssetForms {
  relocation?: FormView;
  withdrawal?: FormView;
  kpiScope?: FormView;
  restoration?: FormView;
}

/** Puts together the page of one piece, and the choices of its forms. */
@Injectable()
export class AssetPage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  /** @throws DomainError `asset.not-found` */
  async view(actor: Actor, path: string, at: Date, forms: RefusedAssetForms = {}) {
    const tx = this.db.manager;
    const asset = await findAssetDocument(tx, assetIdOf(path));
    const today = localDate(at, this.config.timeZone);
    const manages = can(actor, 'asset.manage');
    return {
      path: `/assets/${asset.id}`,
      asset,
      isOut: asset.withdrawnOn !== null && asset.withdrawnOn <= today,
      isUnderWarranty: asset.warrantyUntil !== null && asset.warrantyUntil >= today,
      isServer: asset.kind === 'SERVER',
      valueClass: valueClassOf(asset.grossValueGrosze),
      facts: asset.facts.map((fact) => this.factView(fact)),
      events: await listAssetEvents(tx, asset.id),
      manages,
      seesPeople: mayEver(actor, 'directory.view'),
      units: manages ? await this.unitOptions(at) : [],
      reasons: options('withdrawalReason'),
      relocationForm:
        forms.relocation ??
        emptyForm({ unitId: asset.unitId, room: asset.room, userEmail: asset.userEmail, on: today }),
      withdrawalForm: forms.withdrawal ?? emptyForm({ on: today, reason: 'LT' }),
      kpiScopeForm:
        forms.kpiScope ?? emptyForm({ inKpiScope: asset.inKpiScope, from: wallTimeOf(at, this.config.timeZone) }),
      restorationForm: forms.restoration ?? emptyForm(),
    };
  }

  /** Choices of the form of a new or corrected piece. */
  async formChoices(at: Date) {
    const kinds = await listAssetKinds(this.db.manager);
    return {
      kinds: kinds.map(({ code, label }) => ({ value: code, label })),
      titles: options('assetTitle'),
      units: await this.unitOptions(at),
    };
  }

  /** Whose piece it is; null for nobody. @throws DomainError `asset.user-unknown` */
  async userId(email: string | null, at: Date): Promise<number | null> {
    if (email === null) return null;
    const person = await findPersonByEmail(this.db.manager, email, localDate(at, this.config.timeZone));
    if (person) return person.id;
    const message = `W spisie osób nie ma adresu ${email}.`;
    throw new DomainError('asset.user-unknown', 'invalid', message, { userEmail: message });
  }

  private async unitOptions(at: Date) {
    const units = await listUnits(this.db.manager, localDate(at, this.config.timeZone));
    return units.map(({ id, symbol, name }) => ({ value: id, label: `${symbol} – ${name}` }));
  }

  private factView(fact: AssetFactRow) {
    return {
      name: FACT_NAMES[fact.attribute],
      value: fact.valueLabel ?? wordOf(fact.value),
      validFrom: formatDate(fact.validFrom, this.config.timeZone),
      recordedAt: fact.recordedAt,
      recordedByName: fact.recordedByName,
      isSuperseded: fact.isSuperseded,
    };
  }
}

/** @throws DomainError `asset.not-found` */
export function assetIdOf(path: string): number {
  return Number(found(/^\d{1,9}$/.exec(path), 'asset')[0]);
}

const FACT_NAMES: Record<AssetFactRow['attribute'], string> = {
  kind: 'Rodzaj',
  acceptedOn: 'Przyjęcie',
  withdrawnOn: 'Wycofanie',
  inKpiScope: 'Zakres miernika dostępności',
  unit: 'Komórka',
};

function wordOf(value: AssetFactRow['value']): string {
  if (value === null) return 'brak';
  if (typeof value === 'boolean') return value ? 'tak' : 'nie';
  return String(value);
}

function valueClassOf(grosze: number | null): string | null {
  if (grosze === null) return null;
  return grosze > LOW_VALUE_MAX_GROSZE ? 'środek trwały' : 'pozostały środek trwały';
}
