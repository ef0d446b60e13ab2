import { groszeText } from '../common/grosze.js';
import { CsvRowReader } from '../directory/csv-row-reader.js';
import type { CsvColumn, CsvRow } from '../directory/csv-table.js';
import { type PlannedRow, planRow } from '../directory/import-plan.js';
import type { OrganizationalUnit } from '../directory/organizational-unit.entity.js';
import type { Person } from '../directory/person.entity.js';
import { label } from '../rendering/labels.js';
import type { AssetKind, AssetTitle, WithdrawalReason } from './asset-kind.js';
import type { AssetData } from './asset-registration.js';
import type { Asset } from './asset.entity.js';
import { isInventoryNumber, normalizeInventoryNumber } from './inventory-number.js';

export const ASSET_COLUMNS = [
  { field: 'inventoryNumber', title: 'Numer inwentarzowy', otherTitles: ['nr inwentarzowy', 'nr inw'], required: true },
  { field: 'kind', title: 'Rodzaj', otherTitles: ['rodzaj sprzętu', 'typ'] },
  { field: 'manufacturer', title: 'Producent' },
  { field: 'model', title: 'Model', otherTitles: ['nazwa'] },
  { field: 'serialNumber', title: 'Numer seryjny', otherTitles: ['nr seryjny', 'sn'] },
  { field: 'title', title: 'Sposób nabycia', otherTitles: ['nabycie'] },
  { field: 'acceptedOn', title: 'Data przyjęcia', otherTitles: ['przyjęto', 'data zakupu'] },
  { field: 'warrantyUntil', title: 'Gwarancja do', otherTitles: ['gwarancja'] },
  { field: 'grossValue', title: 'Wartość brutto', otherTitles: ['wartość', 'wartość początkowa'] },
  { field: 'unit', title: 'Komórka', otherTitles: ['symbol komórki', 'wydział'] },
  { field: 'room', title: 'Pokój', otherTitles: ['nr pokoju'] },
  { field: 'userEmail', title: 'Użytkownik', otherTitles: ['e-mail użytkownika'] },
  { field: 'withdrawnOn', title: 'Data wycofania', otherTitles: ['wycofano'] },
  { field: 'withdrawalReason', title: 'Podstawa wycofania' },
  { field: 'inKpiScope', title: 'Zakres miernika', otherTitles: ['miernik dostępności'] },
  { field: 'redundant', title: 'Praca w parze' },
] satisfies CsvColumn[];

const TITLES = new Map(ASSET_COLUMNS.map(({ field, title }) => [field, title]));

/** A piece as a line describes it; what the file leaves out is as the register has it. */
export interface AssetLine extends AssetData {
  place: { unitId: number | null; room: string | null; userId: number | null };
  withdrawnOn: string | null;
  withdrawalReason: WithdrawalReason | null;
  /** It is still in the register and leaves by this line. */
  leaves: boolean;
  inKpiScope: boolean;
}

export interface AssetWork {
  /** null: a new one. */
  id: number | null;
  line: AssetLine;
}

/** What a file is compared with. */
export interface KnownAssets {
  today: string;
  assets: ReadonlyMap<string, Asset>;
  units: ReadonlyMap<string, OrganizationalUnit>;
  users: readonly Person[];
  /** By folded label or code. */
  kinds: ReadonlyMap<string, AssetKind>;
  kindLabels: ReadonlyMap<AssetKind, string>;
  titles: ReadonlyMap<string, AssetTitle>;
  reasons: ReadonlyMap<string, WithdrawalReason>;
}

/** What one line would do. @param lines numbers met so far, with their lines */
export function planAssetLine(row: CsvRow, known: KnownAssets, lines: Map<string, number>): PlannedRow<AssetWork> {
  const cells = new CsvRowReader(row, ASSET_COLUMNS);
  const number = normalizeInventoryNumber(cells.requiredText('inventoryNumber', 60));
  if (number && !isInventoryNumber(number))
    cells.fail('inventoryNumber', `„${number}” nie jest numerem inwentarzowym.`);
  const first = lines.get(number);
  if (number && first) cells.fail('inventoryNumber', `Numer powtarza się; pierwszy raz w wierszu ${first}.`);
  lines.set(number, first ?? row.line);
  const asset = known.assets.get(number);
  const line = readLine(cells, number, asset, known);
  refuseImpossible(cells, line, asset, known.today);
  return planRow({
    line: row.line,
    key: number || '–',
    errors: cells.errors,
    current: asset ? shown(lineOf(asset), known) : null,
    next: shown(line, known),
    work: { id: asset?.id ?? null, line },
  });
}

function readLine(
  cells: CsvRowReader,
  inventoryNumber: string,
  asset: Asset | undefined,
  known: KnownAssets,
): AssetLine {
  const before = asset && lineOf(asset);
  const kind = or(cells.choice('kind', known.kinds), before?.kind);
  const model = or(cells.text('model'), before?.model);
  const acceptedOn = or(cells.day('acceptedOn'), before?.acceptedOn);
  if (!kind) missing(cells, 'kind');
  if (!model) missing(cells, 'model');
  if (!acceptedOn) missing(cells, 'acceptedOn');
  const unit = cells.choice('unit', known.units);
  const withdrawnOn = or(cells.day('withdrawnOn'), before?.withdrawnOn) ?? before?.withdrawnOn ?? null;
  return {
    inventoryNumber,
    // Missing ones are errors of the line; it is never carried out.
    kind: kind ?? 'PERIPHERAL',
    model: model ?? '',
    acceptedOn: acceptedOn ?? '',
    manufacturer: or(cells.text('manufacturer', 100), before?.manufacturer),
    serialNumber: or(cells.text('serialNumber', 100), before?.serialNumber),
    title: or(cells.choice('title', known.titles), before?.title) ?? 'PURCHASED',
    warrantyUntil: or(cells.day('warrantyUntil'), before?.warrantyUntil),
    grossValueGrosze: or(cells.amount('grossValue'), before?.grossValueGrosze),
    redundant: or(cells.flag('redundant'), before?.redundant) ?? false,
    inKpiScope: or(cells.flag('inKpiScope'), before?.inKpiScope) ?? false,
    place: {
      unitId: unit === undefined ? (before?.place.unitId ?? null) : (unit?.id ?? null),
      room: or(cells.text('room', 40), before?.place.room),
      userId: userIdOf(cells, before, known),
    },
    withdrawnOn,
    withdrawalReason: or(cells.choice('withdrawalReason', known.reasons), before?.withdrawalReason),
    leaves: withdrawnOn !== null && !before?.withdrawnOn,
  };
}

function userIdOf(cells: CsvRowReader, before: AssetLine | undefined, { users }: KnownAssets): number | null {
  const email = cells.email('userEmail');
  if (email === undefined) return before?.place.userId ?? null;
  const user = users.find((person) => person.email === email && email !== null);
  if (email && !user) cells.fail('userEmail', `W spisie osób nie ma adresu „${email}”.`);
  return user?.id ?? null;
}

function refuseImpossible(cells: CsvRowReader, line: AssetLine, asset: Asset | undefined, today: string): void {
  if (line.acceptedOn > today) cells.fail('acceptedOn', 'Data jest późniejsza niż dzisiejsza.');
  if (line.inKpiScope && line.kind !== 'SERVER')
    cells.fail('inKpiScope', 'Miernik dostępności dotyczy tylko serwerów.');
  if (!line.withdrawnOn) return;
  if (line.withdrawnOn > today) cells.fail('withdrawnOn', 'Data jest późniejsza niż dzisiejsza.');
  if (line.acceptedOn && line.withdrawnOn < line.acceptedOn) {
    cells.fail('withdrawnOn', 'Data jest wcześniejsza niż data przyjęcia.');
  }
  if (asset?.withdrawnOn && changesOfWithdrawn(line, lineOf(asset))) {
    cells.fail(
      'withdrawnOn',
      `Urządzenie wycofano ${asset.withdrawnOn}; miejsce i wycofanie zmienia się na jego stronie.`,
    );
  }
}

/** A piece that has left cannot move, and its withdrawal is corrected by hand. */
function changesOfWithdrawn(line: AssetLine, before: AssetLine): boolean {
  const moved = (['unitId', 'room', 'userId'] as const).some((field) => line.place[field] !== before.place[field]);
  return moved || line.withdrawnOn !== before.withdrawnOn || line.withdrawalReason !== before.withdrawalReason;
}

function lineOf(asset: Asset): AssetLine {
  const { unitId, room, userId, ...data } = asset;
  return { ...data, place: { unitId, room, userId }, leaves: false };
}

/** As people read it, by column. */
function shown(line: AssetLine, { units, users, kindLabels }: KnownAssets): Record<string, string> {
  const unit = [...units.values()].find(({ id }) => id === line.place.unitId);
  const user = users.find(({ id }) => id === line.place.userId);
  const values: Record<string, string | null | undefined> = {
    inventoryNumber: line.inventoryNumber,
    kind: kindLabels.get(line.kind),
    manufacturer: line.manufacturer,
    model: line.model,
    serialNumber: line.serialNumber,
    title: label('assetTitle', line.title),
    acceptedOn: line.acceptedOn,
    warrantyUntil: line.warrantyUntil,
    grossValue: line.grossValueGrosze === null ? null : groszeText(line.grossValueGrosze),
    unit: unit?.symbol,
    room: line.place.room,
    userEmail: user?.email,
    withdrawnOn: line.withdrawnOn,
    withdrawalReason: label('withdrawalReason', line.withdrawalReason),
    inKpiScope: line.inKpiScope ? 'tak' : '',
    redundant: line.redundant ? 'tak' : '',
  };
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [TITLES.get(field) ?? field, value ?? '']));
}

function missing(cells: CsvRowReader, field: string): void {
  const title = TITLES.get(field);
  if (!cells.errors.some((error) => error.title === title)) cells.fail(field, 'Brak wartości.');
}

/** undefined: the file lacks the column, so it stays as it was. */
function or<T>(typed: T | null | undefined, before: T | null | undefined): T | null {
  return typed === undefined ? (before ?? null) : typed;
}
