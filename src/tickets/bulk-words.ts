import { pluralWord } from '../rendering/plural.js';
import type { BulkChange, BulkOutcome } from './ticket-bulk.service.js';

/** What was done to several tickets, and to how many not: `Przydzielono 3 zgłoszenia; 1 zgłoszenia nie zmieniono`. */
export function bulkSentence(change: BulkChange, { changed, refused }: BulkOutcome): string {
  const done = changed.length > 0 ? doneWords(change, changed.length) : null;
  const left = refused.length > 0 ? `${refused.length} ${pluralWord(refused.length, 'ticket.genitive')}` : null;
  if (!left) return done ?? '';
  return done ? `${done}; ${left} nie zmieniono` : `Nie zmieniono ${left}`;
}

function doneWords(change: BulkChange, count: number): string {
  const tickets = `${count} ${pluralWord(count, 'ticket')}`;
  const ofTickets = `${count} ${pluralWord(count, 'ticket.genitive')}`;
  switch (change.kind) {
    case 'take':
      return `Przejęto ${tickets}`;
    case 'assign':
      return `Przydzielono ${tickets}`;
    case 'unassign':
      return `Zwrócono do kolejki ${tickets}`;
    case 'category':
      return `Zmieniono kategorię ${ofTickets}`;
    case 'queue':
      return `Zmieniono kolejkę ${ofTickets}`;
    case 'status':
      return change.to === 'RESOLVED' ? `Rozwiązano ${tickets}` : `Odrzucono ${tickets}`;
  }
}
