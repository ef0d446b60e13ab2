import type { EntityManager } from 'typeorm';
import type { CalendarException, WorkingSchedule } from './working-calendar.js';

/** All schedules and exceptions as one JSON text, so that equal rules are recognised by comparing strings. */
export async function calendarRulesJson(db: EntityManager): Promise<string> {
  const [row] = await db.query<{ rules: string }[]>(
    `SELECT json_build_object(
       'schedules', (
         SELECT coalesce(json_agg(json_build_object('validFrom', s.valid_from, 'hours', s.hours) ORDER BY s.valid_from), '[]')
         FROM (
           SELECT ws.valid_from, coalesce(json_object_agg(d.iso_weekday, json_build_object(
                    'opensAt', to_char(d.opens_at, 'HH24:MI'), 'closesAt', to_char(d.closes_at, 'HH24:MI'))
                    ORDER BY d.iso_weekday) FILTER (WHERE d.iso_weekday IS NOT NULL), '{}') AS hours
           FROM working_schedule ws LEFT JOIN working_schedule_day d ON d.schedule_id = ws.id
           GROUP BY ws.id
         ) s),
       'exceptions', (
         SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
                  'day', e.day, 'kind', e.kind, 'reason', e.reason,
                  'opensAt', to_char(e.opens_at, 'HH24:MI'), 'closesAt', to_char(e.closes_at, 'HH24:MI'))) ORDER BY e.day), '[]')
         FROM calendar_exception e)
     )::text AS rules`,
  );
  if (!row) throw new Error('a SELECT without FROM gave no row');
  return row.rules;
}

export interface StoredRules {
  schedules: WorkingSchedule[];
  exceptions: CalendarException[];
}
