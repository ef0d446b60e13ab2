import { found } from '../common/domain-error.js';

/** `ZG/2026/000123` */
export function formatTicketNumber(year: number, sequence: number): string {
  return `ZG/${year}/${String(sequence).padStart(6, '0')}`;
}

/** The number as it stands in paths: `ZG-2026-000123`. */
export function ticketPathNumber(number: string): string {
  return number.replaceAll('/', '-');
}

/** @param path from a URL. @throws DomainError `ticket.not-found` when it cannot be a number */
export function ticketNumberFromPath(path: string): string {
  const parts = /^ZG-(\d{4})-(\d{6,9})$/i.exec(path);
  return found(parts && `ZG/${parts[1]}/${parts[2]}`, 'ticket');
}
