import type { Actor } from '../../src/access/actor.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import type { WorkingSchedule } from '../../src/calendar/working-calendar.js';
import type { AppConfig } from '../../src/config/config.js';
import { EventsService } from '../../src/events/events.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

const NOON = new Date('2026-03-10T11:00:00Z');
const actor = (role: 'itHead' | 'technician'): Actor => ({
  personId: 7,
  name: 'Anna Przykładowa',
  email: null,
  unitId: null,
  roles: [{ role, unitId: null, onBehalfOf: null }],
  queues: [],
});

let db: TestDatabase;
let calendars: CalendarService;

beforeAll(async () => {
  db = await openTestDatabase();
  calendars = new CalendarService(db.dataSource, new EventsService(), { timeZone: 'Europe/Warsaw' } as AppConfig);
});
afterAll(() => db.close());

const eventsOf = (day: string) =>
  db.dataSource.query<{ type: string; payload: unknown }[]>(
    `SELECT e.type, e.payload FROM event e WHERE e.payload->>'day' = $1 ORDER BY e.id`,
    [day],
  );

describe('the office calendar', () => {
  it('starts with minimal working time from Monday to Friday, 07:30 to 15:30', async () => {
    const calendar = await calendars.load();
    expect(calendar.minutesOfYear(2026)).toBe(121_440);
    expect(await calendars.load()).toBe(calendar);
  });

  it('closes a day, tells of it in the log without the reason, and opens it again', async () => {
    await calendars.addException(
      actor('itHead'),
      { day: '2026-08-14', kind: 'CLOSED', reason: 'za 15 sierpnia' },
      NOON,
    );
    expect((await calendars.load()).minutesOfYear(2026)).toBe(120_960);

    await calendars.removeException(actor('itHead'), '2026-08-14', NOON);
    expect((await calendars.load()).minutesOfYear(2026)).toBe(121_440);
    expect(await eventsOf('2026-08-14')).toEqual([
      {
        type: 'calendar.changed',
        payload: { day: '2026-08-14', change: 'exception-added', kind: 'CLOSED', opensAt: null, closesAt: null },
      },
      {
        type: 'calendar.changed',
        payload: { day: '2026-08-14', change: 'exception-removed', kind: 'CLOSED', opensAt: null, closesAt: null },
      },
    ]);
  });

  it('keeps special hours to the minute', async () => {
    const special = {
      day: '2026-03-29',
      kind: 'SPECIAL_HOURS',
      opensAt: '01:00',
      closesAt: '04:00',
      reason: 'wybory',
    } as const;
    await calendars.addException(actor('itHead'), special, NOON);
    expect((await calendars.load()).rules.exceptions).toContainEqual(special);
    await calendars.removeException(actor('itHead'), special.day, NOON);
  });

  it('refuses a second entry for a day and leaves the first', async () => {
    await calendars.addException(actor('itHead'), { day: '2026-12-28', kind: 'CLOSED', reason: 'za 26 grudnia' }, NOON);
    await expect(
      calendars.addException(actor('itHead'), { day: '2026-12-28', kind: 'CLOSED', reason: 'inny' }, NOON),
    ).rejects.toMatchObject({ code: 'calendar.day-taken', kind: 'conflict' });
    expect(await eventsOf('2026-12-28')).toHaveLength(1);
  });

  it('takes a new schedule from a day on, once', async () => {
    const hours = { opensAt: '07:30', closesAt: '14:30' };
    const schedule: WorkingSchedule = {
      validFrom: '2027-07-01',
      hours: { 1: hours, 2: hours, 3: hours, 4: hours, 5: hours },
    };
    await calendars.addSchedule(actor('itHead'), schedule, NOON);
    const calendar = await calendars.load();
    expect(calendar.hoursOn('2027-06-30')).toEqual({ opensAt: '07:30', closesAt: '15:30' });
    expect(calendar.hoursOn('2027-07-01')).toEqual(hours);
    await expect(calendars.addSchedule(actor('itHead'), schedule, NOON)).rejects.toMatchObject({
      code: 'calendar.day-taken',
    });
  });

  it('refuses a technician and a day without an entry', async () => {
    const closed = { day: '2026-05-04', kind: 'CLOSED', reason: 'x' } as const;
    await expect(calendars.addException(actor('technician'), closed, NOON)).rejects.toMatchObject({
      code: 'calendar.forbidden',
    });
    await expect(calendars.removeException(actor('itHead'), '2026-05-04', NOON)).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect(await eventsOf('2026-05-04')).toEqual([]);
  });
});
