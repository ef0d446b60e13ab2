import type { Fact, FactAttribute, NewFact } from './asset-facts.js';

type Midnight = (day: string) => Date;

interface RegisteredAsset {
  id: number;
  kind: string;
  acceptedOn: string;
  unitId: number | null;
  inKpiScope: boolean;
}

/** What the register knows of a piece on the day it enters. */
export function factsOfRegistration(asset: RegisteredAsset, midnight: Midnight): NewFact[] {
  const first = { assetId: asset.id, validFrom: midnight(asset.acceptedOn) };
  return [
    { ...first, attribute: 'acceptedOn', value: asset.acceptedOn },
    { ...first, attribute: 'kind', value: asset.kind },
    { ...first, attribute: 'unit', value: asset.unitId },
    ...(asset.kind === 'SERVER' ? [{ ...first, attribute: 'inKpiScope', value: asset.inKpiScope } as const] : []),
  ];
}

/**
 * Facts that a correction appends: each supersedes the one it corrects, so that a past figure can be computed as it was believed
 * then. A piece accepted on another day has its first kind, unit and scope from that other day too.
 */
export function factsOfCorrection(
  before: { kind: string; acceptedOn: string },
  asset: RegisteredAsset,
  standing: readonly Fact[],
  midnight: Midnight,
): NewFact[] {
  const moved = before.acceptedOn !== asset.acceptedOn;
  const values: Partial<Record<FactAttribute, Fact['value']>> = {
    ...(moved && { acceptedOn: asset.acceptedOn }),
    ...(before.kind !== asset.kind && { kind: asset.kind }),
    ...(before.kind !== asset.kind && before.kind === 'SERVER' && { inKpiScope: false }),
  };
  const first = +midnight(before.acceptedOn);
  return standing.flatMap((fact): NewFact[] => {
    const isLast = standing.findLast((other) => other.attribute === fact.attribute) === fact;
    const value = isLast && fact.attribute in values ? values[fact.attribute]! : fact.value;
    const validFrom = moved && +fact.validFrom === first ? midnight(asset.acceptedOn) : fact.validFrom;
    if (value === fact.value && +validFrom === +fact.validFrom) return [];
    return [{ assetId: asset.id, attribute: fact.attribute, value, validFrom, supersedes: fact.id }];
  });
}

/** Fields that differ, as `[old, new]`. @param next only the fields to compare */
export function changedFields<T extends object>(before: T, next: Partial<T>): Record<string, [unknown, unknown]> {
  const changes: Record<string, [unknown, unknown]> = {};
  for (const [field, value] of Object.entries(next)) {
    const old = before[field as keyof T] ?? null;
    if (old !== (value ?? null)) changes[field] = [old, value ?? null];
  }
  return changes;
}
