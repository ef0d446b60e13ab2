import type { SampleTime } from './sample-time.js';

export interface SampleOutage {
  startedAt: Date;
  endedAt: Date;
  cause: 'SERVER_FAILURE' | 'PLANNED_MAINTENANCE';
  serviceInterrupted: boolean;
  description: string;
}

/**
 * Five a year: three failures in working time, one at night, one planned.
 * @param isFirst the first year, in which a failure ended sooner
 */
export function outagesOf(year: number, time: SampleTime, isFirst: boolean): SampleOutage[] {
  const within = (month: number, fromMinute: number, minutes: number) => {
    const startedAt = time.at(time.dayOfMonth(year, month), fromMinute);
    return { startedAt, endedAt: new Date(+startedAt + minutes * 60_000) };
  };
  const failure = {
    cause: 'SERVER_FAILURE' as const,
    serviceInterrupted: true,
    description: 'Awaria zasilacza serwera, wymieniono zasilacz.',
  };
  const maintenance = {
    cause: 'PLANNED_MAINTENANCE' as const,
    serviceInterrupted: true,
    description: 'Aktualizacja systemu zapowiedziana użytkownikom.',
  };
  return [
    { ...within(2, 555, 65), ...failure },
    { ...within(5, 690, 45), ...failure },
    { ...within(6, 800, 120), ...maintenance },
    { ...within(9, 1250, 240), ...failure },
    { ...within(10, 480, isFirst ? 70 : 100), ...failure },
  ];
}
