import { DomainError, found } from '../common/domain-error.js';

/** @throws DomainError `kpi-year.not-found` when the address names no year */
export function yearFromPath(text: string): number {
  if (!/^(19|20|21)\d\d$/.test(text)) {
    throw new DomainError('kpi-year.not-found', 'not-found', 'Adres nie wskazuje roku, dla którego są mierniki.');
  }
  return Number(text);
}

/** @throws DomainError `kpi-report.not-found` when the address names no revision */
export function revisionFromPath(text: string): number {
  return found(/^[1-9]\d{0,4}$/.test(text) ? Number(text) : null, 'kpi-report');
}
