import fc from 'fast-check';
import { instantOfWallTime } from '../calendar/wall-time.js';
import { WorkingCalendar } from '../calendar/working-calendar.js';
import { PRIORITIES, type Priority } from './ticket-codes.js';
import { changeDue, type DueState, initialDue, pauseDue, resumeDue } from './ticket-due.js';

const ZONE = 'Europe/Warsaw';
const at = (text: string) => instantOfWallTime(text, ZONE);
const HOURS = { opensAt: '07:30', closesAt: '15:30' };
const WEEKDAYS = { 1: HOURS, 2: HOURS, 3: HOURS, 4: HOURS, 5: HOURS };
const office = new WorkingCalendar({
  timeZone: ZONE,
  schedules: [{ validFrom: '2000-01-01', hours: WEEKDAYS }],
  exceptions: [{ day: '2026-08-14', kind: 'CLOSED', reason: 'dzień wolny za święto' }],
});
const neverOpen = new WorkingCalendar({ timeZone: ZONE, schedules: [], exceptions: [] });

const runs = (until: string): DueState => ({ dueAt: at(until), duePausedMinutes: null });
const waits = (dueAt: string, left: number): DueState => ({ dueAt: at(dueAt), duePausedMinutes: left });

describe('the targets of a new ticket', () => {
  it.each<[string, Priority, string, string, string]>([
    ['within the day', 'CRITICAL', '2026-03-10 08:00', '2026-03-10 08:30', '2026-03-10 12:00'],
    ['a working day is eight hours', 'HIGH', '2026-03-10 08:00', '2026-03-10 10:00', '2026-03-11 08:00'],
    ['to the minute of closing time', 'HIGH', '2026-03-10 07:30', '2026-03-10 09:30', '2026-03-10 15:30'],
    ['over a weekend', 'NORMAL', '2026-03-13 13:00', '2026-03-16 09:00', '2026-03-18 13:00'],
    ['ten working days', 'LOW', '2026-03-02 07:30', '2026-03-02 15:30', '2026-03-13 15:30'],
    [
      'written at night, counts from the morning',
      'CRITICAL',
      '2026-03-10 02:10',
      '2026-03-10 08:00',
      '2026-03-10 11:30',
    ],
    ['written on a Sunday', 'HIGH', '2026-03-15 20:00', '2026-03-16 09:30', '2026-03-16 15:30'],
    ['over a holiday (Corpus Christi)', 'HIGH', '2026-06-03 14:00', '2026-06-05 08:00', '2026-06-05 14:00'],
    ['over a day off for a Saturday holiday', 'HIGH', '2026-08-13 14:00', '2026-08-17 08:00', '2026-08-17 14:00'],
    ['over Christmas', 'NORMAL', '2026-12-23 11:30', '2026-12-23 15:30', '2026-12-30 11:30'],
    ['over the spring change of clocks', 'HIGH', '2026-03-27 14:30', '2026-03-30 08:30', '2026-03-30 14:30'],
    ['over the autumn change of clocks', 'HIGH', '2026-10-23 14:30', '2026-10-26 08:30', '2026-10-26 14:30'],
    ['over the end of the year', 'HIGH', '2026-12-31 14:00', '2027-01-04 08:00', '2027-01-04 14:00'],
  ])('%s: %s from %s', (_rule, priority, from, firstResponse, resolution) => {
    expect(initialDue(office, priority, at(from))).toEqual({
      firstResponseDueAt: at(firstResponse),
      dueAt: at(resolution),
    });
  });

  it('an office that never opens promises nothing', () => {
    expect(initialDue(neverOpen, 'CRITICAL', at('2026-03-10 08:00'))).toEqual({
      firstResponseDueAt: null,
      dueAt: null,
    });
  });
});

describe('waiting stops the clock', () => {
  it.each<[string, string, string, number]>([
    ['in the middle of the day', '2026-03-11 12:00', '2026-03-11 10:00', 120],
    ['the day before', '2026-03-11 12:00', '2026-03-10 15:00', 300],
    ['over a weekend', '2026-03-16 08:00', '2026-03-13 15:00', 60],
    ['over a weekend with the change of clocks', '2026-03-30 08:00', '2026-03-27 15:00', 60],
    ['at night nothing more is lost', '2026-03-11 12:00', '2026-03-11 01:00', 270],
    ['at the very end', '2026-03-11 12:00', '2026-03-11 12:00', 0],
    ['overdue, nothing is left', '2026-03-11 12:00', '2026-03-12 09:00', 0],
  ])('%s: due %s, stopped %s, %i minutes left', (_rule, due, stopped, left) => {
    expect(pauseDue(office, runs(due), at(stopped))).toEqual(waits(due, left));
  });

  it('a minute that has begun is still left', () => {
    const stopped = new Date(+at('2026-03-11 11:00') + 1_000);
    expect(pauseDue(office, runs('2026-03-11 12:00'), stopped).duePausedMinutes).toBe(60);
  });

  it('from one waiting state into another keeps what was left', () => {
    const paused = waits('2026-03-11 12:00', 120);
    expect(pauseDue(office, paused, at('2026-03-12 09:00'))).toBe(paused);
  });

  it.each<[string, DueState, string, string]>([
    ['the same day', waits('2026-03-11 12:00', 120), '2026-03-11 11:00', '2026-03-11 13:00'],
    ['a week later', waits('2026-03-11 12:00', 120), '2026-03-18 14:30', '2026-03-19 08:30'],
    ['on a Saturday', waits('2026-03-11 12:00', 120), '2026-03-14 10:00', '2026-03-16 09:30'],
    [
      'before a weekend with the change of clocks',
      waits('2026-10-20 12:00', 120),
      '2026-10-23 14:30',
      '2026-10-26 08:30',
    ],
    ['before a holiday', waits('2026-06-01 12:00', 120), '2026-06-03 14:30', '2026-06-05 08:30'],
    ['overdue before, overdue still', waits('2026-03-11 12:00', 0), '2026-03-18 14:30', '2026-03-11 12:00'],
    ['it did not wait', runs('2026-03-11 12:00'), '2026-03-18 14:30', '2026-03-11 12:00'],
  ])('goes on %s', (_rule, due, resumed, expected) => {
    expect(resumeDue(office, due, at(resumed))).toEqual(runs(expected));
  });

  it('without working time there is nothing to stop', () => {
    const none = { dueAt: null, duePausedMinutes: null };
    expect(pauseDue(neverOpen, none, at('2026-03-10 08:00'))).toEqual(none);
    expect(resumeDue(neverOpen, none, at('2026-03-10 08:00'))).toEqual(none);
    expect(changeDue(neverOpen, none, 'LOW', 'HIGH', at('2026-03-10 08:00'))).toEqual(none);
  });
});

describe('another priority', () => {
  it.each<[string, Priority, Priority, DueState, string, DueState]>([
    ['the same', 'HIGH', 'HIGH', runs('2026-03-11 08:00'), '2026-03-10 09:00', runs('2026-03-11 08:00')],
    ['lower: more time', 'HIGH', 'NORMAL', runs('2026-03-11 08:00'), '2026-03-10 09:00', runs('2026-03-13 08:00')],
    ['higher: less time', 'NORMAL', 'HIGH', runs('2026-03-13 08:00'), '2026-03-10 09:00', runs('2026-03-11 08:00')],
    [
      'higher, the target has passed',
      'NORMAL',
      'CRITICAL',
      runs('2026-03-13 08:00'),
      '2026-03-11 09:00',
      runs('2026-03-11 09:00'),
    ],
    [
      'lower, and overdue no more',
      'HIGH',
      'NORMAL',
      runs('2026-03-11 08:00'),
      '2026-03-11 09:00',
      runs('2026-03-13 08:00'),
    ],
    [
      'lower, and overdue all the same',
      'CRITICAL',
      'HIGH',
      runs('2026-03-10 12:00'),
      '2026-03-12 12:00',
      runs('2026-03-12 12:00'),
    ],
    [
      'while it waits',
      'HIGH',
      'NORMAL',
      waits('2026-03-11 08:00', 60),
      '2026-03-10 09:00',
      waits('2026-03-11 08:00', 1020),
    ],
    [
      'higher while it waits',
      'NORMAL',
      'HIGH',
      waits('2026-03-13 08:00', 1020),
      '2026-03-10 09:00',
      waits('2026-03-13 08:00', 60),
    ],
    [
      'higher while it waits, the target has passed',
      'NORMAL',
      'CRITICAL',
      waits('2026-03-13 08:00', 840),
      '2026-03-11 09:00',
      waits('2026-03-11 09:00', 0),
    ],
    [
      'higher while it waits, overdue before',
      'NORMAL',
      'CRITICAL',
      waits('2026-03-10 08:00', 0),
      '2026-03-11 09:00',
      waits('2026-03-10 08:00', 0),
    ],
  ])('%s: %s -> %s', (_rule, from, to, due, changed, expected) => {
    expect(changeDue(office, due, from, to, at(changed))).toEqual(expected);
  });
});

const moments = fc.date({ min: at('2024-01-01 00:00'), max: at('2027-12-01 00:00'), noInvalidDate: true });
const priorities = fc.constantFrom(...PRIORITIES);
const minutes = fc.integer({ min: 0, max: 20_000 });

it('time spent waiting costs nothing, and the clock loses no minute, whenever it stops and goes on', () => {
  fc.assert(
    fc.property(moments, priorities, minutes, minutes, (created, priority, worked, waited) => {
      const { dueAt } = initialDue(office, priority, created);
      const stopped = new Date(+created + worked * 60_000);
      const resumed = new Date(+stopped + waited * 60_000);
      const left = office.minutesBetween(stopped, dueAt!);
      const after = resumeDue(office, pauseDue(office, { dueAt, duePausedMinutes: null }, stopped), resumed);
      if (left === 0) return +after.dueAt! === +dueAt!;
      const leftAfter = office.minutesBetween(resumed, after.dueAt!);
      return leftAfter >= left - 1e-6 && leftAfter < left + 1;
    }),
    { numRuns: 200 },
  );
});

it('a ticket whose priority changes before its target has passed is due when it would have been from the start', () => {
  fc.assert(
    fc.property(moments, priorities, priorities, minutes, (created, from, to, passed) => {
      const changed = new Date(+created + passed * 60_000);
      const meant = initialDue(office, to, created).dueAt!;
      const before = { dueAt: initialDue(office, from, created).dueAt, duePausedMinutes: null };
      const { dueAt } = changeDue(office, before, from, to, changed);
      fc.pre(meant > changed);
      return Math.abs(office.minutesBetween(created, dueAt!) - office.minutesBetween(created, meant)) < 1e-6;
    }),
    { numRuns: 200 },
  );
});
