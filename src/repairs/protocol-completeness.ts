import type { OperationKind, RepairResult } from './protocol-codes.js';

/** What the completeness of a protocol depends on. */
export interface ProtocolFacts {
  /** `YYYY-MM-DD`; null while the repair goes on. */
  completedOn: string | null;
  /** Local date of the submission. */
  today: string;
  result: RepairResult | null;
  faultReported: string;
  diagnosis: string;
  operations: readonly { kind: OperationKind; description: string }[];
  parts: readonly { name: string }[];
  /** The outage that the protocol documents; null when it documents none. */
  outage: { assetId: number; endedAt: Date | null } | null;
  assetId: number;
}

/**
 * What is still missing before a protocol may be submitted for approval.
 * @returns field of the form -> Polish message; empty when the protocol is complete
 * Source: domain guide section 6 (contents of the protocol), 3.3 (evidence of an outage), 3.4 (what a counted repair is).
 */
export function missingForSubmission(facts: ProtocolFacts): Record<string, string> {
  const missing: Record<string, string> = {};
  if (!facts.completedOn) missing['completedOn'] = 'Należy podać dzień zakończenia naprawy.';
  else if (facts.completedOn > facts.today) {
    missing['completedOn'] = 'Dzień zakończenia naprawy nie może być późniejszy niż dzisiejszy.';
  }
  if (!facts.result) missing['result'] = 'Należy wybrać wynik naprawy.';
  if (!facts.faultReported.trim()) missing['faultReported'] = 'Należy opisać zgłoszoną usterkę.';
  if (!facts.diagnosis.trim()) missing['diagnosis'] = 'Należy wpisać diagnozę.';
  if (facts.operations.length === 0) missing['operations'] = 'Należy wpisać co najmniej jedną czynność.';
  else if (hasUnnamedComponent(facts)) {
    missing['parts'] = 'Wymieniono podzespół: należy wpisać go w częściach albo opisać przy czynności.';
  }
  if (facts.outage && facts.outage.assetId !== facts.assetId) {
    missing['outageId'] = 'Wybrany przestój dotyczy innego urządzenia.';
  } else if (facts.outage && !facts.outage.endedAt) {
    missing['outageId'] = 'Przestój jeszcze trwa: należy najpierw wpisać jego koniec.';
  }
  return missing;
}

/** A replaced component is what indicator 2 counts, so the document must say which one it was. */
function hasUnnamedComponent({ operations, parts }: ProtocolFacts): boolean {
  return (
    parts.length === 0 &&
    operations.some(({ kind, description }) => kind === 'COMPONENT_REPLACEMENT' && !description.trim())
  );
}
