/** Codes of a repair protocol as they stand in the database and the API. Domain guide, section 5. */
export const PROTOCOL_STATES = ['DRAFT', 'SUBMITTED', 'RETURNED', 'APPROVED', 'ANNULLED'] as const;
export type ProtocolState = (typeof PROTOCOL_STATES)[number];

export const REPAIR_RESULTS = ['REPAIRED', 'NOT_REPAIRABLE', 'NOT_ECONOMICAL', 'SENT_OUT'] as const;
export type RepairResult = (typeof REPAIR_RESULTS)[number];

/** What a technician did. Which ones count for indicator 2 is data: `operation_kind.counts_for_kpi2`. */
export const OPERATION_KINDS = [
  'COMPONENT_REPLACEMENT',
  'SOFTWARE_REINSTALL',
  'CONSUMABLE_REPLACEMENT',
  'CLEANING',
  'CONFIGURATION',
  'DIAGNOSIS',
  'OTHER',
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** The asset is to be replaced or taken out of the register: the protocol leads on to both. */
export function isBeyondRepair(result: RepairResult | null): boolean {
  return result === 'NOT_REPAIRABLE' || result === 'NOT_ECONOMICAL';
}
