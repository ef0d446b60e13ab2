import type { OperationKind, RepairResult } from './protocol-codes.js';

export interface OperationLine {
  kind: OperationKind;
  description: string;
}

export interface PartLine {
  name: string;
  quantity: number;
  serialNumber: string | null;
  /** Where it came from: store, purchase, guarantee, another device. */
  source: string | null;
  grossPriceGrosze: number | null;
}

/** What a technician fills in; the rest of the document follows from ticket, asset and decisions. */
export interface ProtocolContent {
  /** Last day of the repair, `YYYY-MM-DD`; its year is the year of indicator 2. */
  completedOn: string | null;
  /** Unit, room and user as they were at the time of the repair. */
  unitId: number | null;
  room: string | null;
  userName: string | null;
  faultReported: string;
  diagnosis: string;
  result: RepairResult | null;
  remarks: string;
  warrantyRepair: boolean;
  /** The outage that the repair ended; only for servers. */
  outageId: number | null;
  affectedSystems: string;
  /** Who took the device back. */
  receivedByName: string | null;
  operations: readonly OperationLine[];
  parts: readonly PartLine[];
}

type PlainContent = Omit<ProtocolContent, 'operations' | 'parts'>;

/** Every field of the content that is not a list of lines. */
export const PLAIN_FIELDS = [
  'completedOn',
  'unitId',
  'room',
  'userName',
  'faultReported',
  'diagnosis',
  'result',
  'remarks',
  'warrantyRepair',
  'outageId',
  'affectedSystems',
  'receivedByName',
] as const satisfies readonly (keyof PlainContent)[];

/** Those fields alone, whatever else the source holds: a state or an approval never comes in by way of the content. */
export function plainContent(source: PlainContent): PlainContent {
  return Object.fromEntries(PLAIN_FIELDS.map((field) => [field, source[field]])) as unknown as PlainContent;
}
