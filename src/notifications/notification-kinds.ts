/** Who a kind of notification is written for; decides tone, merging and budgets. */
export type Audience = 'requester' | 'approver' | 'staff' | 'office';

interface Kind {
  audience: Audience;
  /** A person's own words: never waits, never merges, draws on no budget. */
  personal?: true;
  /** Goes out as soon as it can, although it is automatic. */
  atOnce?: true;
}

/** Every kind of notification; each has its templates in `templates/emails/<kind>/`. Source: domain guide section 10. */
export const KINDS = {
  // The confirmation of receipt opens the two minutes in which later news of the ticket merges.
  received: { audience: 'requester', atOnce: true },
  assigned: { audience: 'requester' },
  question: { audience: 'requester', personal: true },
  reminder: { audience: 'requester' },
  repair: { audience: 'requester' },
  purchase: { audience: 'requester' },
  resolved: { audience: 'requester' },
  closed: { audience: 'requester' },
  reopened: { audience: 'requester' },
  rejected: { audience: 'requester' },
  state: { audience: 'requester' },
  withdrawn: { audience: 'requester' },
  merged: { audience: 'requester' },
  reply: { audience: 'requester', personal: true },
  approval: { audience: 'approver', atOnce: true },
  outage: { audience: 'office', atOnce: true },
  'outage-ended': { audience: 'office', atOnce: true },
  'technician-new': { audience: 'staff' },
  'technician-assigned': { audience: 'staff' },
  'technician-reply': { audience: 'staff' },
  'technician-due': { audience: 'staff' },
  'technician-undelivered': { audience: 'staff' },
  'protocol-submitted': { audience: 'staff' },
  'protocol-returned': { audience: 'staff' },
} as const satisfies Record<string, Kind>;

export type NotificationKind = keyof typeof KINDS;

export const NOTIFICATION_KINDS = Object.keys(KINDS) as NotificationKind[];

export function isPersonal(kind: NotificationKind): boolean {
  return 'personal' in KINDS[kind];
}

export function waits(kind: NotificationKind): boolean {
  return !('personal' in KINDS[kind] || 'atOnce' in KINDS[kind]);
}

/** How a member of staff is told: at once, in one e-mail an hour, or not at all. */
export type Mode = 'at-once' | 'hourly' | 'off';
export const MODES: readonly Mode[] = ['at-once', 'hourly', 'off'];

export type StaffKind = {
  [K in NotificationKind]: (typeof KINDS)[K]['audience'] extends 'staff' ? K : never;
}[NotificationKind];

/** Kinds that each person may switch. */
export const STAFF_KINDS = NOTIFICATION_KINDS.filter((kind): kind is StaffKind => KINDS[kind].audience === 'staff');
