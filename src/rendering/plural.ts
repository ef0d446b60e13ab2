const rules = new Intl.PluralRules('pl');

type Forms = readonly [one: string, few: string, many: string, other: string];

/**
 * Word forms after a number: one 1; few 2–4, 22–24; many 0, 5–21, 25–31; other for fractions. Polish asks for a form set
 * per grammatical context, not one per noun: after "w terminie", "w ciągu", "brak" stands the genitive.
 * Source: domain guide section 10.
 */
export const FORMS = {
  ticket: ['zgłoszenie', 'zgłoszenia', 'zgłoszeń', 'zgłoszenia'],
  'ticket.genitive': ['zgłoszenia', 'zgłoszeń', 'zgłoszeń', 'zgłoszenia'],
  'ticket.open': ['otwarte zgłoszenie', 'otwarte zgłoszenia', 'otwartych zgłoszeń', 'otwartego zgłoszenia'],
  'ticket.closed': [
    'zgłoszenie zostało zamknięte',
    'zgłoszenia zostały zamknięte',
    'zgłoszeń zostało zamkniętych',
    'zgłoszenia zostało zamknięte',
  ],
  protocol: ['protokół', 'protokoły', 'protokołów', 'protokołu'],
  request: ['wniosek', 'wnioski', 'wniosków', 'wniosku'],
  repair: ['naprawa', 'naprawy', 'napraw', 'naprawy'],
  device: ['urządzenie', 'urządzenia', 'urządzeń', 'urządzenia'],
  computer: ['komputer', 'komputery', 'komputerów', 'komputera'],
  printer: ['drukarka', 'drukarki', 'drukarek', 'drukarki'],
  attachment: ['załącznik', 'załączniki', 'załączników', 'załącznika'],
  day: ['dzień', 'dni', 'dni', 'dnia'],
  'day.genitive': ['dnia', 'dni', 'dni', 'dnia'],
  workingDay: ['dzień roboczy', 'dni robocze', 'dni roboczych', 'dnia roboczego'],
  'workingDay.genitive': ['dnia roboczego', 'dni roboczych', 'dni roboczych', 'dnia roboczego'],
  hour: ['godzina', 'godziny', 'godzin', 'godziny'],
  'hour.genitive': ['godziny', 'godzin', 'godzin', 'godziny'],
  minute: ['minuta', 'minuty', 'minut', 'minuty'],
  'minute.genitive': ['minuty', 'minut', 'minut', 'minuty'],
  message: ['wiadomość', 'wiadomości', 'wiadomości', 'wiadomości'],
  event: ['zdarzenie', 'zdarzenia', 'zdarzeń', 'zdarzenia'],
  outage: ['przestój', 'przestoje', 'przestojów', 'przestoju'],
  person: ['osoba', 'osoby', 'osób', 'osoby'],
  item: ['pozycja', 'pozycje', 'pozycji', 'pozycji'],
  row: ['wiersz', 'wiersze', 'wierszy', 'wiersza'],
  rule: ['reguła', 'reguły', 'reguł', 'reguły'],
  field: ['pole', 'pola', 'pól', 'pola'],
  unit: ['komórka', 'komórki', 'komórek', 'komórki'],
  piece: ['sztuka', 'sztuki', 'sztuk', 'sztuki'],
  'piece.genitive': ['sztuki', 'sztuk', 'sztuk', 'sztuki'],
  approval: ['akceptacja', 'akceptacje', 'akceptacji', 'akceptacji'],
  character: ['znak', 'znaki', 'znaków', 'znaku'],
  'character.genitive': ['znaku', 'znaków', 'znaków', 'znaku'],
  file: ['plik', 'pliki', 'plików', 'pliku'],
  email: ['e-mail', 'e-maile', 'e-maili', 'e-maila'],
} as const satisfies Record<string, Forms>;

export type PluralForms = keyof typeof FORMS;

const INDEX: Record<string, 0 | 1 | 2 | 3> = { one: 0, few: 1, many: 2, other: 3 };

/** The word alone: `pluralWord(5, 'ticket')` is `zgłoszeń`. */
export function pluralWord(count: number, forms: PluralForms): string {
  return FORMS[forms][INDEX[rules.select(count)] ?? 3];
}
