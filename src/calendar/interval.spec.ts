import { clip, intersection, type Interval, minutesOf, union } from './interval.js';

const at = (time: string) => new Date(`2026-05-11T${time}:00Z`);
const between = (start: string, end: string): Interval => ({ start: at(start), end: at(end) });

describe('union', () => {
  it.each<[string, Interval[], Interval[]]>([
    ['nothing', [], []],
    [
      'disjoint ones stay, in order',
      [between('12:00', '13:00'), between('09:00', '10:00')],
      [between('09:00', '10:00'), between('12:00', '13:00')],
    ],
    ['overlap counts once', [between('09:00', '11:00'), between('10:00', '12:30')], [between('09:00', '12:30')]],
    ['nested counts once', [between('09:00', '12:00'), between('10:00', '10:30')], [between('09:00', '12:00')]],
    ['touching ones become one', [between('09:00', '12:00'), between('12:00', '13:00')], [between('09:00', '13:00')]],
    ['empty ones vanish', [between('09:00', '09:00')], []],
  ])('%s', (_rule, intervals, expected) => {
    expect(union(intervals)).toEqual(expected);
  });

  it('leaves its input as it was', () => {
    const input = [between('09:00', '10:00'), between('09:30', '11:00')];
    union(input);
    expect(input[0]).toEqual(between('09:00', '10:00'));
  });

  it('refuses a reversed interval', () => {
    expect(() => union([between('10:00', '09:00')])).toThrow('interval.reversed');
  });
});

describe('clip and intersection', () => {
  it('half-open intervals that only touch have nothing in common', () => {
    expect(clip(between('09:00', '10:00'), between('10:00', '11:00'))).toBeNull();
  });

  it('finds all common time of two lists', () => {
    const common = intersection(
      [between('07:30', '15:30'), between('16:00', '18:00')],
      [between('07:00', '08:00'), between('15:00', '17:00')],
    );
    expect(common).toEqual([between('07:30', '08:00'), between('15:00', '15:30'), between('16:00', '17:00')]);
    expect(minutesOf(common)).toBe(120);
  });
});
