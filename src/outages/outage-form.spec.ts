import { readForm } from '../rendering/forms.js';
import { endForm, isTwice, outageForm, outageValues, wallParts } from './outage-form.js';
import type { OutageDocument } from './outage-document.query.js';

const ZONE = 'Europe/Warsaw';
const TYPED = {
  inventoryNumber: 'UM-013-S-0003',
  systemName: 'system podatkowy',
  cause: 'SERVER_FAILURE',
  serviceInterrupted: 'yes',
  startedAt: '2026-03-10T10:00',
  endedAt: '2026-03-10T11:30',
  ticket: 'zg-2026-000123',
  incident: '',
  description: '',
};

function read(changes: Record<string, unknown> = {}) {
  const form = readForm(outageForm(ZONE), { ...TYPED, ...changes });
  return form.ok ? form.data : form.errors;
}

describe('the form of an outage', () => {
  it('takes what the clock on the wall showed', () => {
    expect(read()).toEqual({
      inventoryNumber: 'UM-013-S-0003',
      systemName: 'system podatkowy',
      cause: 'SERVER_FAILURE',
      serviceInterrupted: true,
      startedAt: new Date('2026-03-10T09:00:00Z'),
      endedAt: new Date('2026-03-10T10:30:00Z'),
      ticketNumber: 'ZG/2026/000123',
      incident: null,
      description: '',
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an hour that the spring change skips', { startedAt: '2026-03-29T02:30' }, 'startedAt'],
    ['an hour that comes twice, without saying which', { startedAt: '2026-10-25T02:30', endedAt: '' }, 'startedAt'],
    ['an end that is no time', { endedAt: 'wieczorem' }, 'endedAt'],
    ['no beginning', { startedAt: '' }, 'startedAt'],
    ['an unknown cause', { cause: 'MAGIC' }, 'cause'],
    ['a number that is none', { ticket: '123' }, 'ticket'],
    ['a new incident without a name', { incident: 'new', incidentTitle: ' ' }, 'incidentTitle'],
  ])('%s is refused beside its field', (_rule, changes, field) => {
    expect(Object.keys(read(changes))).toEqual([field]);
  });

  it.each([
    ['+02:00', '2026-10-25T00:30:00Z'],
    ['+01:00', '2026-10-25T01:30:00Z'],
  ])('an hour that comes twice, with %s', (startedOffset, instant) => {
    expect(read({ startedAt: '2026-10-25T02:30', startedOffset, endedAt: '' })).toMatchObject({
      startedAt: new Date(instant),
      endedAt: null,
    });
  });

  it('an offset left over from an hour that came twice does no harm', () => {
    expect(read({ startedOffset: '+02:00' })).toMatchObject({ startedAt: new Date('2026-03-10T09:00:00Z') });
  });

  it.each([
    [{ incident: 'new', incidentTitle: 'Awaria macierzy' }, 'Awaria macierzy'],
    [{ incident: '7' }, 7],
    [{ incident: '' }, null],
  ])('incident %j', (changes, incident) => expect(read(changes)).toMatchObject({ incident }));

  it.each(['2026-03-10T09:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'])('reads back %s', (instant) => {
    const outage = { ...TYPED, serviceInterrupted: true, incidentId: null, ticketNumber: null } as unknown;
    const startedAt = new Date(instant);
    const values = outageValues({ ...(outage as OutageDocument), startedAt, endedAt: null }, ZONE);
    expect(read(values)).toMatchObject({ startedAt, endedAt: null });
  });

  it('the end has the same rules', () => {
    const form = readForm(endForm(ZONE), { endedAt: '2026-10-25T02:30', endedOffset: '' });
    expect(Object.keys(form.errors)).toEqual(['endedAt']);
    expect(isTwice('2026-10-25T02:30', ZONE)).toBe(true);
    expect(isTwice('2026-10-25T03:30', ZONE)).toBe(false);
    expect(wallParts(new Date('2026-10-25T01:30:00Z'), ZONE)).toEqual(['2026-10-25T02:30', '+01:00']);
  });
});
