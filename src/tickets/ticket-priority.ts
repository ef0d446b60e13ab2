import type { Impact, Priority, Urgency } from './ticket-codes.js';

const PRIORITY: Record<Impact, Record<Urgency, Priority>> = {
  PERSON: { LOW: 'LOW', NORMAL: 'NORMAL', HIGH: 'HIGH' },
  UNIT: { LOW: 'NORMAL', NORMAL: 'HIGH', HIGH: 'HIGH' },
  OFFICE: { LOW: 'HIGH', NORMAL: 'CRITICAL', HIGH: 'CRITICAL' },
};

/** Source: domain guide section 5, impact × urgency. */
export function priorityOf(impact: Impact, urgency: Urgency): Priority {
  return PRIORITY[impact][urgency];
}

/** Targets in minutes of working time; the office may change them here. Source: domain guide section 5 (D). */
const TARGETS: Record<Priority, { firstResponseMinutes: number; resolutionMinutes: number }> = {
  CRITICAL: { firstResponseMinutes: 30, resolutionMinutes: 4 * 60 },
  HIGH: { firstResponseMinutes: 2 * 60, resolutionMinutes: 8 * 60 },
  NORMAL: { firstResponseMinutes: 4 * 60, resolutionMinutes: 24 * 60 },
  LOW: { firstResponseMinutes: 8 * 60, resolutionMinutes: 80 * 60 },
};

export function targetsOf(priority: Priority) {
  return TARGETS[priority];
}
