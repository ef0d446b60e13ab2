import type { OperationKind, RepairResult } from '../repairs/protocol-codes.js';

/** What is wrong with a device, as far as its user can tell. */
export type Fault =
  'paper-jam' | 'broken-system' | 'slow' | 'switches-off' | 'keyboard' | 'scanner-jam' | 'no-picture' | 'server-down';

/** One way in which a repair of a fault goes: what was found, done and told to the requester. */
export interface SampleWork {
  diagnosis: string;
  operations: readonly [kind: OperationKind, description: string][];
  part?: { name: string; grossGrosze: number };
  result?: RepairResult;
  /** Goes on after "informujemy, że". */
  answer: string;
}

/** @param counted repairs that count for indicator 2; `other` are documented, but do not */
interface Works {
  counted: readonly SampleWork[];
  other: readonly SampleWork[];
}

const NOT_ECONOMICAL: SampleWork = {
  diagnosis: 'Uszkodzona płyta główna, koszt naprawy przekracza wartość urządzenia.',
  operations: [['DIAGNOSIS', 'ekspertyza, wycena płyty głównej']],
  result: 'NOT_ECONOMICAL',
  answer: 'naprawa jest nieopłacalna, sporządzono orzeczenie techniczne i wydano urządzenie zastępcze.',
};

/** All invented. Parts and operations are those of the catalogue; consumables never count. */
// prettier-ignore
export const REPAIR_WORKS: Record<Fault, Works> = {
  'paper-jam': {
    counted: [
      { diagnosis: 'Zużyte rolki pobierania papieru.', operations: [['COMPONENT_REPLACEMENT', 'wymiana rolek pobierania']], part: { name: 'Zestaw rolek pobierania', grossGrosze: 12_900 }, answer: 'wymieniono zużyte rolki pobierania papieru.' },
      { diagnosis: 'Uszkodzony zespół utrwalający, papier zatrzymuje się przed wyjściem.', operations: [['COMPONENT_REPLACEMENT', 'wymiana zespołu utrwalającego'], ['CLEANING', 'czyszczenie toru papieru']], part: { name: 'Zespół utrwalający', grossGrosze: 48_900 }, answer: 'wymieniono zespół utrwalający.' },
    ],
    other: [
      { diagnosis: 'Zabrudzone rolki i czujniki papieru.', operations: [['CLEANING', 'czyszczenie rolek i czujników']], answer: 'wyczyszczono rolki i czujniki papieru.' },
      { diagnosis: 'Zużyty bęben, strzępy papieru w torze wydruku.', operations: [['CONSUMABLE_REPLACEMENT', 'wymiana bębna'], ['CLEANING', 'usunięcie resztek papieru']], answer: 'wymieniono bęben i oczyszczono tor papieru.' },
    ],
  },
  'broken-system': {
    counted: [
      { diagnosis: 'Pliki systemowe uszkodzone po przerwanej aktualizacji.', operations: [['SOFTWARE_REINSTALL', 'ponowna instalacja systemu operacyjnego'], ['CONFIGURATION', 'przyłączenie do domeny, odtworzenie profilu']], answer: 'ponownie zainstalowano system operacyjny i przywrócono dane.' },
      { diagnosis: 'Uszkodzony dysk, liczne błędy odczytu przy uruchamianiu.', operations: [['COMPONENT_REPLACEMENT', 'wymiana dysku na SSD'], ['SOFTWARE_REINSTALL', 'instalacja systemu i programów']], part: { name: 'Dysk SSD 512 GB', grossGrosze: 21_900 }, answer: 'wymieniono dysk, zainstalowano system i przywrócono dane.' },
    ],
    other: [
      { diagnosis: 'Nieudana aktualizacja sterownika grafiki.', operations: [['CONFIGURATION', 'wycofanie aktualizacji, ustawienie poprzedniego sterownika']], answer: 'wycofano wadliwą aktualizację, komputer uruchamia się poprawnie.' },
    ],
  },
  slow: {
    counted: [
      { diagnosis: 'Zużyty dysk talerzowy, wiele sektorów przeniesionych.', operations: [['COMPONENT_REPLACEMENT', 'wymiana dysku na SSD'], ['SOFTWARE_REINSTALL', 'instalacja systemu i programów']], part: { name: 'Dysk SSD 512 GB', grossGrosze: 21_900 }, answer: 'wymieniono dysk i przeniesiono dane.' },
      { diagnosis: 'Zbyt mało pamięci na używane programy, jeden z modułów uszkodzony.', operations: [['COMPONENT_REPLACEMENT', 'wymiana pamięci RAM']], part: { name: 'Pamięć RAM 16 GB', grossGrosze: 18_900 }, answer: 'wymieniono pamięć, komputer działa płynnie.' },
    ],
    other: [
      { diagnosis: 'Dysk zapełniony, wiele programów uruchamianych przy starcie.', operations: [['CONFIGURATION', 'usunięcie zbędnych programów z autostartu'], ['CLEANING', 'oczyszczenie dysku']], answer: 'oczyszczono dysk i ograniczono programy uruchamiane przy starcie.' },
    ],
  },
  'switches-off': {
    counted: [
      { diagnosis: 'Zasilacz nie utrzymuje napięcia pod obciążeniem.', operations: [['COMPONENT_REPLACEMENT', 'wymiana zasilacza']], part: { name: 'Zasilacz 300 W', grossGrosze: 15_900 }, answer: 'wymieniono zasilacz.' },
      { diagnosis: 'Zatarty wentylator procesora, przegrzewanie.', operations: [['COMPONENT_REPLACEMENT', 'wymiana wentylatora'], ['CLEANING', 'czyszczenie wnętrza']], part: { name: 'Wentylator procesora', grossGrosze: 6_900 }, answer: 'wymieniono wentylator procesora.' },
    ],
    other: [
      { diagnosis: 'Zapylone radiatory, przegrzewanie procesora.', operations: [['CLEANING', 'czyszczenie wnętrza, wymiana pasty termoprzewodzącej']], answer: 'wyczyszczono wnętrze komputera, temperatura jest prawidłowa.' },
      NOT_ECONOMICAL,
    ],
  },
  keyboard: {
    counted: [
      { diagnosis: 'Zwarcie na taśmie klawiatury po zalaniu.', operations: [['COMPONENT_REPLACEMENT', 'wymiana klawiatury laptopa']], part: { name: 'Klawiatura do laptopa', grossGrosze: 19_900 }, answer: 'wymieniono klawiaturę laptopa.' },
    ],
    other: [
      { diagnosis: 'Zanieczyszczone styki klawiszy.', operations: [['CLEANING', 'czyszczenie klawiatury']], answer: 'wyczyszczono klawiaturę, wszystkie klawisze działają.' },
    ],
  },
  'scanner-jam': {
    counted: [
      { diagnosis: 'Zużyte rolki podajnika skanera.', operations: [['COMPONENT_REPLACEMENT', 'wymiana rolek podajnika']], part: { name: 'Zestaw rolek podajnika', grossGrosze: 14_900 }, answer: 'wymieniono rolki skanera.' },
    ],
    other: [
      { diagnosis: 'Zakurzone czujniki podajnika.', operations: [['CLEANING', 'czyszczenie podajnika i czujników']], answer: 'wyczyszczono podajnik i czujniki skanera.' },
    ],
  },
  'no-picture': {
    counted: [
      { diagnosis: 'Błędy pamięci w teście, komputer nie przechodzi uruchamiania.', operations: [['COMPONENT_REPLACEMENT', 'wymiana pamięci RAM']], part: { name: 'Pamięć RAM 16 GB', grossGrosze: 18_900 }, answer: 'wymieniono pamięć RAM.' },
      { diagnosis: 'Uszkodzony zasilacz, brak jednego z napięć.', operations: [['COMPONENT_REPLACEMENT', 'wymiana zasilacza']], part: { name: 'Zasilacz 300 W', grossGrosze: 15_900 }, answer: 'wymieniono zasilacz.' },
    ],
    other: [
      { diagnosis: 'Poluzowany przewód obrazu i błędne ustawienie wejścia monitora.', operations: [['CONFIGURATION', 'wymiana przewodu, ustawienie wejścia']], answer: 'wymieniono przewód i ustawiono wejście monitora.' },
      NOT_ECONOMICAL,
    ],
  },
  'server-down': {
    counted: [
      { diagnosis: 'Uszkodzony zasilacz serwera, drugi nie przejął obciążenia.', operations: [['COMPONENT_REPLACEMENT', 'wymiana zasilacza serwera']], part: { name: 'Zasilacz serwera 750 W', grossGrosze: 118_900 }, answer: 'system został przywrócony po wymianie zasilacza serwera.' },
      { diagnosis: 'Awaria dysku w macierzy, odbudowa zatrzymała usługi.', operations: [['COMPONENT_REPLACEMENT', 'wymiana dysku w macierzy']], part: { name: 'Dysk SAS 1,2 TB', grossGrosze: 94_900 }, answer: 'system został przywrócony po wymianie dysku macierzy.' },
    ],
    other: [],
  },
};
