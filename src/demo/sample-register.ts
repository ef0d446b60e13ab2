import { startOfDay } from '../calendar/wall-time.js';
import type { Random } from './random.js';
import { SERVERS } from './sample-names.js';
import type { SamplePeople, SamplePerson } from './sample-people.js';
import type { SampleTables } from './sample-tables.js';

export interface SampleAsset {
  id: number;
  kind: string;
  inventoryNumber: string;
  model: string;
  acceptedOn: string;
  withdrawnOn: string | null;
  unitId: number;
  room: string | null;
  user: SamplePerson | null;
}

interface KindOfAsset {
  kind: string;
  count: number;
  prefix: string;
  models: readonly string[];
  /** Pieces bought and taken out in a full year, so that the register keeps its size. */
  renewed: number;
  grossGrosze: number;
}

/** What stands in the register on every 31 December: 1012 pieces, 604 of them computers. Source: domain guide section 12. */
const KINDS: readonly KindOfAsset[] = [
  { kind: 'DESKTOP', count: 410, prefix: 'UM-487-K', models: ['Dell OptiPlex 7010', 'HP ProDesk 400 G9', 'Lenovo ThinkCentre M70s'], renewed: 44, grossGrosze: 398_000 },
  { kind: 'LAPTOP', count: 170, prefix: 'UM-487-L', models: ['Dell Latitude 5540', 'HP ProBook 450 G10', 'Lenovo ThinkPad L14'], renewed: 42, grossGrosze: 552_000 },
  { kind: 'ALL_IN_ONE', count: 18, prefix: 'UM-487-A', models: ['HP ProOne 440 G9'], renewed: 4, grossGrosze: 461_000 },
  { kind: 'WORKSTATION', count: 6, prefix: 'UM-487-W', models: ['Dell Precision 3680'], renewed: 1, grossGrosze: 899_000 },
  { kind: 'PRINTER', count: 165, prefix: 'UM-013-D', models: ['HP LaserJet Pro 4002', 'Brother HL-L5210', 'Lexmark MS431'], renewed: 0, grossGrosze: 142_000 },
  { kind: 'MFP', count: 78, prefix: 'UM-013-M', models: ['Kyocera ECOSYS MA4500', 'Canon MF655Cdw'], renewed: 0, grossGrosze: 389_000 },
  { kind: 'LABEL_PRINTER', count: 9, prefix: 'UM-013-E', models: ['Zebra ZD421'], renewed: 0, grossGrosze: 171_000 },
  { kind: 'PLOTTER', count: 4, prefix: 'UM-013-P', models: ['HP DesignJet T650'], renewed: 0, grossGrosze: 812_000 },
  { kind: 'SCANNER', count: 46, prefix: 'UM-013-S', models: ['Fujitsu fi-8170', 'Epson DS-530 II'], renewed: 0, grossGrosze: 298_000 },
  { kind: 'UPS', count: 34, prefix: 'UM-669-U', models: ['APC Smart-UPS 1500', 'Eaton 5P 1150'], renewed: 0, grossGrosze: 289_000 },
  { kind: 'SWITCH', count: 34, prefix: 'UM-629-N', models: ['Aruba 2930F 48G', 'Cisco CBS350-24T'], renewed: 0, grossGrosze: 476_000 },
  { kind: 'ACCESS_POINT', count: 16, prefix: 'UM-629-B', models: ['Ubiquiti U6 Pro'], renewed: 0, grossGrosze: 84_000 },
  { kind: 'PROJECTOR', count: 8, prefix: 'UM-662-R', models: ['Epson EB-FH52'], renewed: 0, grossGrosze: 315_000 },
]; // prettier-ignore

const FEWER_LAPTOPS = 3;

/** Which sets of computers are bought in a year: an acceptance protocol each. */
export interface ComputerDelivery {
  kind: string;
  model: string;
  pieces: number;
  acceptedOn: string;
  grossGrosze: number;
}

/** The register with its facts, and how it changes from year to year. */
export class SampleRegister {
  readonly assets: SampleAsset[] = [];
  readonly servers: (SampleAsset & { system: string })[] = [];
  private readonly counters = new Map<string, number>();

  constructor(
    private readonly tables: SampleTables,
    private readonly random: Random,
    private readonly people: SamplePeople,
    private readonly timeZone: string,
  ) {}

  /** What was there before the first sample year. */
  begin(firstYear: number): void {
    for (const kind of KINDS) {
      for (let index = 0; index < kind.count; index += 1) {
        const year = this.random.between(firstYear - 8, firstYear - 1);
        this.add(kind, `${year}-${pad(this.random.between(1, 12))}-${pad(this.random.between(1, 28))}`, null);
      }
    }
    for (const { model, system } of SERVERS) {
      const asset = this.addServer(
        model,
        `${firstYear - this.random.between(1, 4)}-03-${pad(this.random.between(1, 28))}`,
        system !== 'testowy',
      );
      this.servers.push({ ...asset, system });
    }
  }

  /**
   * What a year buys, in three deliveries a kind at most.
   * @param isFirst the first year, in which money was short
   */
  deliveriesOf(year: number, isFirst: boolean): ComputerDelivery[] {
    return KINDS.filter(({ renewed }) => renewed > 0).flatMap((kind) => {
      const renewed = kind.renewed - (isFirst && kind.kind === 'LAPTOP' ? FEWER_LAPTOPS : 0);
      const parts = renewed >= 20 ? [0.3, 0.3, 0.25] : [1];
      const pieces = parts.map((share) => Math.floor(renewed * share));
      pieces[0]! += renewed - pieces.reduce((sum, part) => sum + part, 0);
      const months = renewed >= 20 ? [3, 6, 11] : [9];
      return pieces.map((count, index) => ({
        kind: kind.kind,
        model: kind.models[index % kind.models.length]!,
        pieces: count,
        acceptedOn: `${year}-${pad(months[index]!)}-${pad(this.random.between(4, 26))}`,
        grossGrosze: kind.grossGrosze,
      }));
    });
  }

  /** A delivery enters the register, and as many of the oldest of its kind leave it (LT). @returns inventory numbers of the new ones */
  renew(delivery: ComputerDelivery, acceptanceItemId: number): string[] {
    const kind = KINDS.find((each) => each.kind === delivery.kind)!;
    const oldest = this.assets
      .filter((asset) => asset.kind === delivery.kind && !asset.withdrawnOn)
      .sort((a, b) => a.acceptedOn.localeCompare(b.acceptedOn))
      .slice(0, delivery.pieces);
    for (const asset of oldest) this.withdraw(asset, delivery.acceptedOn);
    return Array.from(
      { length: delivery.pieces },
      () => this.add(kind, delivery.acceptedOn, acceptanceItemId, delivery.model).inventoryNumber,
    );
  }

  /** Pieces that stood in the register on a day. */
  inRegister(day: string): SampleAsset[] {
    return this.assets.filter((asset) => asset.acceptedOn <= day && (!asset.withdrawnOn || asset.withdrawnOn > day));
  }

  private add(
    kind: KindOfAsset,
    acceptedOn: string,
    acceptanceItemId: number | null,
    model = this.random.pick(kind.models),
  ): SampleAsset {
    const user = this.random.pick(this.people.employees);
    return this.insert(
      kind.kind,
      this.nextNumber(kind.prefix),
      model,
      acceptedOn,
      kind.grossGrosze,
      user,
      acceptanceItemId,
      false,
    );
  }

  private addServer(model: string, acceptedOn: string, inKpiScope: boolean): SampleAsset {
    return this.insert('SERVER', this.nextNumber('UM-491-Z'), model, acceptedOn, 2_900_000, null, null, inKpiScope);
  }

  private insert(
    kind: string,
    inventoryNumber: string,
    model: string,
    acceptedOn: string,
    grossGrosze: number,
    user: SamplePerson | null,
    acceptanceItemId: number | null,
    inKpiScope: boolean,
  ): SampleAsset {
    const unitId = user?.unitId ?? this.people.itHead.unitId;
    const at = startOfDay(acceptedOn, this.timeZone).toISOString();
    const isPersonal = ['DESKTOP', 'LAPTOP', 'ALL_IN_ONE', 'WORKSTATION'].includes(kind);
    const id = this.tables.add('asset', {
      inventory_number: inventoryNumber,
      kind,
      manufacturer: model.split(' ')[0],
      model: model.slice(model.indexOf(' ') + 1),
      serial_number: `SN-${String(this.random.between(10_000_000, 99_999_999))}`,
      unit_id: unitId,
      room: user?.room ?? 'serwerownia',
      user_id: isPersonal ? (user?.id ?? null) : null,
      title: 'PURCHASED',
      accepted_on: acceptedOn,
      warranty_until: `${Number(acceptedOn.slice(0, 4)) + 3}${acceptedOn.slice(4)}`,
      gross_value_grosze: grossGrosze,
      in_kpi_scope: inKpiScope,
      redundant: model.includes('kontroler domeny'),
      acceptance_item_id: acceptanceItemId,
      created_at: at,
      updated_at: at,
    });
    const fact = (attribute: string, value: unknown) =>
      this.tables.add('asset_fact', { asset_id: id, attribute, value, valid_from: at, recorded_at: at });
    fact('acceptedOn', acceptedOn);
    fact('kind', kind);
    fact('unit', unitId);
    if (kind === 'SERVER') fact('inKpiScope', inKpiScope);
    this.tables.add('event', {
      subject_type: 'asset',
      subject_id: id,
      at,
      type: 'asset.registered',
      payload: { kind, acceptedOn, title: 'PURCHASED', unitId },
    });
    const asset = {
      id,
      kind,
      inventoryNumber,
      model,
      acceptedOn,
      withdrawnOn: null,
      unitId,
      room: user?.room ?? 'serwerownia',
      user,
    };
    this.assets.push(asset);
    return asset;
  }

  private withdraw(asset: SampleAsset, on: string): void {
    asset.withdrawnOn = on;
    const at = startOfDay(on, this.timeZone).toISOString();
    Object.assign(this.tables.of('asset')[asset.id - 1]!, {
      withdrawn_on: on,
      withdrawal_reason: 'LT',
      updated_at: at,
    });
    this.tables.add('asset_fact', {
      asset_id: asset.id,
      attribute: 'withdrawnOn',
      value: on,
      valid_from: at,
      recorded_at: at,
    });
    this.tables.add('event', {
      subject_type: 'asset',
      subject_id: asset.id,
      at,
      type: 'asset.withdrawn',
      payload: { on, reason: 'LT' },
    });
  }

  private nextNumber(prefix: string): string {
    const next = (this.counters.get(prefix) ?? 0) + 1;
    this.counters.set(prefix, next);
    return `${prefix}-${String(next).padStart(4, '0')}`;
  }
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
