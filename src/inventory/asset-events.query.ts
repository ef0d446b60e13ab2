import type { EntityManager } from 'typeorm';
import { label } from '../rendering/labels.js';

export interface AssetEvent {
  at: Date;
  icon: string;
  text: string;
}

interface EventRow {
  at: Date;
  type: string;
  actorName: string | null;
  payload: {
    on?: string;
    reason?: string;
    acceptedOn?: string;
    changes?: Record<string, [unknown, unknown]>;
  };
}

/** What people did with a piece, newest first, in words. */
export async function listAssetEvents(tx: EntityManager, assetId: number): Promise<AssetEvent[]> {
  const rows = await tx.query<EventRow[]>(
    `SELECT e.at, e.type, p.given_name || ' ' || p.family_name AS "actorName", e.payload
     FROM event e LEFT JOIN person p ON p.id = e.actor_id
     WHERE e.subject_type = 'asset' AND e.subject_id = $1 ORDER BY e.id DESC LIMIT 200`,
    [assetId],
  );
  return rows.flatMap((row) => {
    const [icon, text] = sentenceOf(row) ?? [];
    return icon && text ? [{ at: row.at, icon, text: `${row.actorName ?? 'System'}: ${text}` }] : [];
  });
}

function sentenceOf({ type, payload }: EventRow): [icon: string, text: string] | null {
  switch (type) {
    case 'asset.registered':
      return ['plus', `wpisano do ewidencji z datą przyjęcia ${payload.acceptedOn ?? ''}`];
    case 'asset.changed':
      return ['edit', `poprawiono: ${fieldsOf(payload.changes)}`];
    case 'asset.relocated':
      return ['history', `przesunięto (MT) ${payload.on ?? ''}: ${fieldsOf(payload.changes)}`];
    case 'asset.withdrawn':
      return ['x', `wycofano z ewidencji ${payload.on ?? ''}: ${reasonOf(payload.reason)}`];
    default:
      return null;
  }
}

function reasonOf(code: string | undefined): string {
  const text = label('withdrawalReason', code);
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const FIELDS: Record<string, string> = {
  inventoryNumber: 'numer inwentarzowy',
  kind: 'rodzaj',
  manufacturer: 'producent',
  model: 'model',
  serialNumber: 'numer seryjny',
  title: 'sposób nabycia',
  acceptedOn: 'data przyjęcia',
  withdrawnOn: 'data wycofania',
  warrantyUntil: 'gwarancja',
  grossValueGrosze: 'wartość',
  redundant: 'praca w parze',
  inKpiScope: 'zakres miernika dostępności',
  unitId: 'komórka',
  room: 'pokój',
  userId: 'użytkownik',
};

/** Days, numbers and models with old and new value; what has only an id is named. */
const WITH_VALUES = new Set([
  'inventoryNumber',
  'model',
  'serialNumber',
  'acceptedOn',
  'withdrawnOn',
  'warrantyUntil',
  'room',
]);

function fieldsOf(changes: Record<string, [unknown, unknown]> = {}): string {
  return Object.entries(changes)
    .map(([field, [old, next]]) => {
      const name = FIELDS[field] ?? field;
      return WITH_VALUES.has(field) ? `${name} (${shown(old)} → ${shown(next)})` : name;
    })
    .join(', ');
}

function shown(value: unknown): string {
  return typeof value === 'string' && value ? value : 'brak';
}
