export const OUTAGE_CAUSES = ['SERVER_FAILURE', 'PLANNED_MAINTENANCE', 'POWER', 'LINK', 'OTHER'] as const;
export type OutageCause = (typeof OUTAGE_CAUSES)[number];

/** Why indicator 1 does not count an outage; column `not_counted` of the view `outage_assessment`. */
export type NotCountedReason = 'CAUSE' | 'NOT_A_SERVER' | 'OUT_OF_SCOPE' | 'SERVICE_WORKED';

/** Whether an approved protocol proves the outage with the same hours; column `evidence` of the view `outage_assessment`. */
export type OutageEvidence = 'DOCUMENTED' | 'NO_PROTOCOL' | 'NOT_APPROVED' | 'INTERVAL_DIFFERS';
