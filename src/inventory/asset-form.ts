import { z } from 'zod';
import { groszeText } from '../common/grosze.js';
import { dayField, idField, moneyField, optional, textField, tickField } from '../rendering/form-fields.js';
import type { AssetDocument } from './asset-document.query.js';
import { ASSET_KINDS, ASSET_TITLES, WITHDRAWAL_REASONS } from './asset-kind.js';
import { isInventoryNumber, normalizeInventoryNumber } from './inventory-number.js';

const description = {
  inventoryNumber: textField(60)
    .transform(normalizeInventoryNumber)
    .refine(isInventoryNumber, 'Numer składa się z liter, cyfr oraz znaków - / . _ (najwyżej 40).')
    .meta({ title: 'Numer inwentarzowy' }),
  kind: z.enum(ASSET_KINDS).meta({ title: 'Rodzaj' }),
  manufacturer: optional(textField(100)).meta({ title: 'Producent' }),
  model: textField(200).meta({ title: 'Model' }),
  serialNumber: optional(textField(100)).meta({ title: 'Numer seryjny' }),
  title: z.enum(ASSET_TITLES).meta({ title: 'Sposób nabycia' }),
  acceptedOn: dayField.meta({ title: 'Data przyjęcia' }),
  warrantyUntil: optional(dayField).meta({ title: 'Gwarancja do' }),
  grossValue: optional(moneyField).meta({ title: 'Wartość brutto' }),
  redundant: tickField.meta({ title: 'Praca w parze' }),
};

const place = {
  unitId: optional(idField).meta({ title: 'Komórka' }),
  room: optional(textField(40)).meta({ title: 'Pokój' }),
  userEmail: optional(z.email()).meta({ title: 'Użytkownik' }),
};

/** Correcting what was entered. */
export const assetForm = z.object(description).transform(({ grossValue, ...data }) => ({
  ...data,
  grossValueGrosze: grossValue,
}));

/** Entering a piece, with where it stands. */
export const newAssetForm = z
  .object({ ...description, ...place, inKpiScope: tickField.meta({ title: 'Zakres miernika' }) })
  .transform(({ grossValue, ...data }) => ({ ...data, grossValueGrosze: grossValue }));

export const relocationForm = z.object({ ...place, on: dayField.meta({ title: 'Data przesunięcia' }) });

export const withdrawalForm = z.object({
  on: dayField.meta({ title: 'Data wycofania' }),
  reason: z.enum(WITHDRAWAL_REASONS).meta({ title: 'Podstawa' }),
});

export const kpiScopeForm = z.object({
  inKpiScope: tickField,
  /** Wall time; empty: now. */
  from: z.string().trim().default('').meta({ title: 'Od kiedy' }),
});

/** What the form shows of a stored piece. */
export function assetValues(asset: AssetDocument): Record<string, unknown> {
  const { inventoryNumber, kind, manufacturer, model, serialNumber, title, acceptedOn, warrantyUntil } = asset;
  const grossValue = asset.grossValueGrosze === null ? '' : groszeText(asset.grossValueGrosze);
  const data = { inventoryNumber, kind, manufacturer, model, serialNumber, title, acceptedOn, warrantyUntil };
  return { ...data, grossValue, redundant: asset.redundant };
}
