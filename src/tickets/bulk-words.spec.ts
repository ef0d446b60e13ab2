import { bulkSentence } from './bulk-words.js';
import type { BulkChange } from './ticket-bulk.service.js';

const outcome = (changed: number, refused: number) => ({
  changed: Array.from({ length: changed }, (_, index) => `ZG/2026/00000${index}`),
  refused: Array.from({ length: refused }, (_, index) => ({ number: `ZG/2026/10000${index}`, message: 'Nie.' })),
});

it.each<[BulkChange, number, number, string]>([
  [{ kind: 'assign', assigneeId: 7 }, 1, 0, 'Przydzielono 1 zgłoszenie'],
  [{ kind: 'assign', assigneeId: 7 }, 3, 1, 'Przydzielono 3 zgłoszenia; 1 zgłoszenia nie zmieniono'],
  [{ kind: 'take' }, 5, 2, 'Przejęto 5 zgłoszeń; 2 zgłoszeń nie zmieniono'],
  [{ kind: 'unassign' }, 2, 0, 'Zwrócono do kolejki 2 zgłoszenia'],
  [{ kind: 'category', category: 'EMAIL' }, 1, 0, 'Zmieniono kategorię 1 zgłoszenia'],
  [{ kind: 'queue', queue: 'FRONT' }, 22, 0, 'Zmieniono kolejkę 22 zgłoszeń'],
  [{ kind: 'status', to: 'RESOLVED' }, 4, 0, 'Rozwiązano 4 zgłoszenia'],
  [{ kind: 'status', to: 'REJECTED' }, 0, 1, 'Nie zmieniono 1 zgłoszenia'],
])('%j, %d changed, %d refused', (change, changed, refused, sentence) => {
  expect(bulkSentence(change, outcome(changed, refused))).toBe(sentence);
});
