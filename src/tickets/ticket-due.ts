import type { WorkingCalendar } from '../calendar/working-calendar.js';
import type { Priority } from './ticket-codes.js';
import { targetsOf } from './ticket-priority.js';

/** The part of a ticket that the clock of the resolution target needs. */
export interface DueState {
  /** The resolution target; null without working time in the calendar. */
  dueAt: Date | null;
  /** Working minutes that were left when a waiting state stopped the clock; null while it runs. */
  duePausedMinutes: number | null;
}

/** Both targets of a new ticket, counted in working time from its registration. */
export function initialDue(calendar: WorkingCalendar, priority: Priority, createdAt: Date) {
  const { firstResponseMinutes, resolutionMinutes } = targetsOf(priority);
  return {
    firstResponseDueAt: calendar.addWorkingMinutes(createdAt, firstResponseMinutes),
    dueAt: calendar.addWorkingMinutes(createdAt, resolutionMinutes),
  };
}

/** A waiting state begins: what is left is kept, nothing runs. An overdue ticket keeps nothing and stays overdue. */
export function pauseDue(calendar: WorkingCalendar, due: DueState, at: Date): DueState {
  if (!due.dueAt || due.duePausedMinutes !== null) return due;
  // Whole minutes; one that has begun is still left.
  return { dueAt: due.dueAt, duePausedMinutes: Math.ceil(calendar.minutesBetween(at, due.dueAt)) };
}

/** Work goes on: the target moves by the working time that was left. */
export function resumeDue(calendar: WorkingCalendar, due: DueState, at: Date): DueState {
  if (due.duePausedMinutes === null) return due;
  if (due.duePausedMinutes === 0) return { dueAt: due.dueAt, duePausedMinutes: null };
  return { dueAt: calendar.addWorkingMinutes(at, due.duePausedMinutes), duePausedMinutes: null };
}

/** Another priority has another target: what is left changes by the difference, what has passed stays passed. */
export function changeDue(calendar: WorkingCalendar, due: DueState, from: Priority, to: Priority, at: Date): DueState {
  const difference = targetsOf(to).resolutionMinutes - targetsOf(from).resolutionMinutes;
  if (difference === 0 || !due.dueAt) return due;
  if (due.duePausedMinutes !== null) {
    const left = Math.max(0, due.duePausedMinutes + difference);
    // With nothing left the target has passed, and resuming will not move it any more.
    return { dueAt: left > 0 || due.dueAt < at ? due.dueAt : at, duePausedMinutes: left };
  }
  const left = +due.dueAt >= +at ? calendar.minutesBetween(at, due.dueAt) : -calendar.minutesBetween(due.dueAt, at);
  return { dueAt: calendar.addWorkingMinutes(at, Math.max(0, left + difference)), duePausedMinutes: null };
}
