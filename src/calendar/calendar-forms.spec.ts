import { readForm } from '../rendering/forms.js';
import { exceptionForm, scheduleForm } from './calendar-forms.js';

const exception = (form: Record<string, string>) =>
  readForm(exceptionForm('Europe/Warsaw'), { day: '2026-03-29', kind: 'SPECIAL_HOURS', reason: 'wybory', ...form });

describe('the form of an exceptional day', () => {
  it('takes a closed day, whatever stands in the hours', () => {
    expect(exception({ kind: 'CLOSED', opensAt: '07:30', closesAt: '' })).toMatchObject({
      ok: true,
      data: { day: '2026-03-29', kind: 'CLOSED', reason: 'wybory' },
    });
  });

  it('takes special hours', () => {
    expect(exception({ opensAt: '01:00', closesAt: '04:00' })).toMatchObject({
      ok: true,
      data: { kind: 'SPECIAL_HOURS', opensAt: '01:00', closesAt: '04:00' },
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['hours missing', { opensAt: '', closesAt: '' }, 'opensAt'],
    ['half of the hours', { opensAt: '08:00', closesAt: '' }, 'opensAt'],
    ['an end before the beginning', { opensAt: '12:00', closesAt: '08:00' }, 'opensAt'],
    ['an hour that the clock change skips', { opensAt: '02:30', closesAt: '08:00' }, 'opensAt'],
    ['an hour that comes twice', { day: '2026-10-25', opensAt: '01:00', closesAt: '02:30' }, 'closesAt'],
    ['no hour at all', { opensAt: '25:00', closesAt: '26:00' }, 'opensAt'],
    ['a day that does not exist', { day: '2026-02-30', opensAt: '08:00', closesAt: '12:00' }, 'day'],
    ['no reason', { opensAt: '08:00', closesAt: '12:00', reason: ' ' }, 'reason'],
  ])('refuses %s', (_rule, form, field) => {
    const result = exception(form);
    expect(result.ok).toBe(false);
    expect(Object.keys(result.errors)).toContain(field);
  });
});

describe('the form of a schedule', () => {
  const empty = Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7].flatMap((day) => [
      [`d${day}.opensAt`, ''],
      [`d${day}.closesAt`, ''],
    ]),
  );

  it('keeps the days that have hours', () => {
    const result = readForm(scheduleForm, {
      validFrom: '2026-07-01',
      ...empty,
      'd1.opensAt': '07:30',
      'd1.closesAt': '17:00',
      'd5.opensAt': '07:30',
      'd5.closesAt': '14:00',
    });
    expect(result).toMatchObject({
      ok: true,
      data: {
        validFrom: '2026-07-01',
        hours: { 1: { opensAt: '07:30', closesAt: '17:00' }, 5: { opensAt: '07:30', closesAt: '14:00' } },
      },
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['a week without work', {}, 'd1.opensAt'],
    ['half of the hours', { 'd2.opensAt': '07:30' }, 'd2.opensAt'],
    ['an end before the beginning', { 'd2.opensAt': '07:30', 'd2.closesAt': '07:30' }, 'd2.opensAt'],
    ['no day to hold from', { validFrom: '', 'd1.opensAt': '07:30', 'd1.closesAt': '15:30' }, 'validFrom'],
  ])('refuses %s', (_rule, form, field) => {
    const result = readForm(scheduleForm, { validFrom: '2026-07-01', ...empty, ...form });
    expect(result.ok).toBe(false);
    expect(Object.keys(result.errors)).toContain(field);
  });
});
