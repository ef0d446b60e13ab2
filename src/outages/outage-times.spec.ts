import type { OutageCause } from './outage-codes.js';
import { refuseImpossibleTimes } from './outage-times.js';

const at = (time: string) => new Date(`2026-03-10T${time}:00Z`);
const NOW = at('12:00');

function refusal(cause: OutageCause, start: string, end: string | null): string[] {
  try {
    refuseImpossibleTimes({ cause, startedAt: at(start), endedAt: end ? at(end) : null }, NOW);
    return [];
  } catch (error) {
    return Object.keys((error as { fields: object }).fields);
  }
}

describe('times of an outage', () => {
  it.each<[string, OutageCause, string, string | null, string[]]>([
    ['over', 'SERVER_FAILURE', '09:00', '10:30', []],
    ['still going on', 'SERVER_FAILURE', '09:00', null, []],
    ['begun this minute', 'SERVER_FAILURE', '12:00', null, []],
    ['ended this minute', 'SERVER_FAILURE', '09:00', '12:00', []],
    ['begun in the future', 'SERVER_FAILURE', '12:01', null, ['startedAt']],
    ['ended in the future', 'POWER', '09:00', '12:01', ['endedAt']],
    ['ended before it began', 'LINK', '09:00', '08:59', ['endedAt']],
    ['without duration', 'SERVER_FAILURE', '09:00', '09:00', ['endedAt']],
    ['all in the future', 'OTHER', '13:00', '14:00', ['startedAt', 'endedAt']],
    ['planned for the future', 'PLANNED_MAINTENANCE', '13:00', '14:00', []],
    ['planned the wrong way round', 'PLANNED_MAINTENANCE', '14:00', '13:00', ['endedAt']],
  ])('%s', (_rule, cause, start, end, fields) => {
    expect(refusal(cause, start, end)).toEqual(fields);
  });
});
