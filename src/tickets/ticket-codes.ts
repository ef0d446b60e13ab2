/** Codes of a ticket as they stand in the database and the API; their Polish labels live in rendering/. Domain guide, section 5. */
export const STATUSES = [
  'NEW',
  'ASSIGNED',
  'IN_PROGRESS',
  'WAITING_REQUESTER',
  'WAITING_PARTS',
  'WAITING_PURCHASE',
  'EXTERNAL_SERVICE',
  'RESOLVED',
  'CLOSED',
  'REJECTED',
  'WITHDRAWN',
  'MERGED',
] as const;
export type TicketStatus = (typeof STATUSES)[number];

export const CATEGORIES = [
  'PRINTING',
  'ACCOUNTS',
  'PROGRAMS',
  'HARDWARE',
  'EMAIL',
  'NETWORK',
  'CONSUMABLES',
  'PURCHASE',
  'TELEPHONY',
  'INSTRUCTION',
  'SECURITY',
  'OTHER',
] as const;
export type Category = (typeof CATEGORIES)[number];

export const QUEUES = ['FRONT', 'HARDWARE', 'INFRASTRUCTURE', 'PURCHASING', 'SECURITY'] as const;
export type QueueCode = (typeof QUEUES)[number];

export const IMPACTS = ['PERSON', 'UNIT', 'OFFICE'] as const;
export type Impact = (typeof IMPACTS)[number];

export const URGENCIES = ['LOW', 'NORMAL', 'HIGH'] as const;
export type Urgency = (typeof URGENCIES)[number];

export const PRIORITIES = ['LOW', 'NORMAL', 'HIGH', 'CRITICAL'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const TRIAGE_RESULTS = [
  'ADVICE',
  'ACCESS',
  'REPAIR',
  'OUTAGE',
  'CONSUMABLE',
  'PURCHASE',
  'DISPOSAL',
  'SECURITY',
] as const;
export type TriageResult = (typeof TRIAGE_RESULTS)[number];

export const CHANNELS = ['EMAIL', 'FORM', 'PHONE', 'API'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The queue of each category until a person or a rule says otherwise. */
export const QUEUE_OF: Record<Category, QueueCode> = {
  OTHER: 'FRONT',
  ACCOUNTS: 'FRONT',
  PROGRAMS: 'FRONT',
  EMAIL: 'FRONT',
  TELEPHONY: 'FRONT',
  INSTRUCTION: 'FRONT',
  HARDWARE: 'HARDWARE',
  PRINTING: 'HARDWARE',
  CONSUMABLES: 'HARDWARE',
  NETWORK: 'INFRASTRUCTURE',
  PURCHASE: 'PURCHASING',
  SECURITY: 'SECURITY',
};
