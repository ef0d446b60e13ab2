import { pluralWord } from './plural.js';

describe('Polish plural forms', () => {
  it.each([
    [0, 'zgłoszeń'],
    [1, 'zgłoszenie'],
    [2, 'zgłoszenia'],
    [4, 'zgłoszenia'],
    [5, 'zgłoszeń'],
    [12, 'zgłoszeń'],
    [14, 'zgłoszeń'],
    [21, 'zgłoszeń'],
    [22, 'zgłoszenia'],
    [102, 'zgłoszenia'],
    [112, 'zgłoszeń'],
    [1.5, 'zgłoszenia'],
  ])('%d %s', (count, word) => expect(pluralWord(count, 'ticket')).toBe(word));

  it.each([
    [1, 'dnia roboczego'],
    [2, 'dni roboczych'],
    [5, 'dni roboczych'],
  ])('genitive: w terminie %d %s', (count, words) => expect(pluralWord(count, 'workingDay.genitive')).toBe(words));

  it.each([
    [1, 'zgłoszenie zostało zamknięte'],
    [3, 'zgłoszenia zostały zamknięte'],
    [5, 'zgłoszeń zostało zamkniętych'],
  ])('verbs agree: %d %s', (count, words) => expect(pluralWord(count, 'ticket.closed')).toBe(words));
});
