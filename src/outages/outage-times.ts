import { DomainError } from '../common/domain-error.js';
import type { OutageCause } from './outage-codes.js';

interface OutageTimes {
  cause: OutageCause;
  startedAt: Date;
  /** null: not over yet */
  endedAt: Date | null;
}

/**
 * Refuses times that cannot be: an end that does not follow the beginning, and a future that is not planned.
 * @throws DomainError `outage.times-refused` with a message per field
 */
export function refuseImpossibleTimes({ cause, startedAt, endedAt }: OutageTimes, at: Date): void {
  const fields: Record<string, string> = {};
  const planned = cause === 'PLANNED_MAINTENANCE';
  if (startedAt > at && !planned) fields['startedAt'] = 'Początek przestoju nie może być w przyszłości.';
  if (endedAt && endedAt <= startedAt) fields['endedAt'] = 'Koniec przestoju musi być późniejszy niż początek.';
  else if (endedAt && endedAt > at && !planned) fields['endedAt'] = 'Koniec przestoju nie może być w przyszłości.';
  const [message] = Object.values(fields);
  if (message) throw new DomainError('outage.times-refused', 'invalid', message, fields);
}
