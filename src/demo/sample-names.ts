/** All invented: units as in an office of this size, surnames that say of themselves that nobody bears them. */
export const UNITS: readonly [symbol: string, name: string, people: number, hasSharedMailbox: boolean][] = [
  ['KP', 'Kancelaria Prezydenta', 16, true],
  ['KRM', 'Kancelaria Rady Miasta', 8, true],
  ['WO', 'Wydział Organizacyjny', 34, true],
  ['WF', 'Wydział Finansowy', 52, true],
  ['BB', 'Biuro Budżetu', 14, false],
  ['WAG', 'Wydział Administracyjno-Gospodarczy', 22, true],
  ['WGM', 'Wydział Gospodarowania Mieniem', 30, true],
  ['WRM', 'Wydział Rozbudowy Miasta i Inwestycji', 26, false],
  ['WBUA', 'Wydział Budownictwa, Urbanistyki i Architektury', 32, true],
  ['WGK', 'Wydział Geodezji i Kartografii', 20, true],
  ['WGOŚ', 'Wydział Gospodarki Odpadami i Ochrony Środowiska', 24, true],
  ['WK', 'Wydział Komunikacji', 38, true],
  ['WZK', 'Wydział Zarządzania Kryzysowego', 14, false],
  ['WE', 'Wydział Edukacji', 26, true],
  ['WKST', 'Wydział Kultury, Sztuki i Turystyki', 14, false],
  ['WSSM', 'Wydział Spraw Społecznych i Mieszkaniowych', 28, true],
  ['WSO', 'Wydział Spraw Obywatelskich', 32, true],
  ['USC', 'Urząd Stanu Cywilnego', 14, true],
  ['BOI', 'Biuro Obsługi Interesantów', 18, true],
  ['BR', 'Biuro Rzecznika Prasowego', 6, false],
  ['BŚR', 'Biuro Świadczeń Rodzinnych', 22, true],
  ['BZP', 'Biuro Zamówień Publicznych', 10, false],
  ['BRP', 'Biuro Radców Prawnych', 10, false],
  ['BAK', 'Biuro Audytu i Kontroli', 8, false],
  ['MRK', 'Miejski Rzecznik Konsumentów', 4, false],
  ['IOD', 'Inspektor Ochrony Danych', 4, false],
];

export const WOMEN = [
  'Anna', 'Maria', 'Katarzyna', 'Małgorzata', 'Agnieszka', 'Barbara', 'Ewa', 'Krystyna', 'Elżbieta', 'Magdalena', 'Joanna', 'Zofia',
  'Monika', 'Jolanta', 'Danuta', 'Irena', 'Halina', 'Beata', 'Aleksandra', 'Dorota', 'Łucja', 'Żaneta', 'Urszula', 'Renata',
]; // prettier-ignore

export const MEN = [
  'Jan', 'Piotr', 'Andrzej', 'Krzysztof', 'Tomasz', 'Paweł', 'Michał', 'Marcin', 'Jakub', 'Adam', 'Łukasz', 'Marek', 'Grzegorz', 'Mateusz',
  'Wojciech', 'Mariusz', 'Dariusz', 'Zbigniew', 'Rafał', 'Robert', 'Sławomir', 'Wiesław',
]; // prettier-ignore

/** Stems; a woman's surname ends in -a, a man's in -y or -i. */
export const SURNAMES = [
  'Przykładow', 'Testow', 'Wzorow', 'Zmyślon', 'Pokazow', 'Próbn', 'Umown', 'Fikcyjn', 'Ćwiczebn', 'Modelow', 'Wyobrażon', 'Makietow',
  'Szkoleniow', 'Papierow', 'Pozorn', 'Domyśln', 'Zastępcz', 'Tymczasow', 'Szablonow', 'Umyślon', 'Bajkow', 'Zapasow', 'Schematyczn',
  'Żółtow', 'Źródłow', 'Książkow',
]; // prettier-ignore

export function surname(stem: string, isWoman: boolean): string {
  return stem + (isWoman ? 'a' : 'y');
}

export const SERVERS = [
  { model: 'serwer aplikacji dziedzinowych 1', system: 'podatkowy' },
  { model: 'serwer aplikacji dziedzinowych 2', system: 'finansowo-księgowy' },
  { model: 'serwer baz danych 1', system: 'ewidencji ludności' },
  { model: 'serwer baz danych 2', system: 'świadczeń rodzinnych' },
  { model: 'serwer poczty', system: 'poczty elektronicznej' },
  { model: 'serwer plików', system: 'dysków sieciowych' },
  { model: 'serwer obiegu dokumentów', system: 'obiegu dokumentów' },
  { model: 'kontroler domeny 1', system: 'logowania' },
  { model: 'kontroler domeny 2', system: 'logowania' },
  { model: 'serwer kopii zapasowych', system: 'kopii zapasowych' },
  { model: 'serwer wirtualizacji 1', system: 'wirtualizacji' },
  { model: 'serwer wirtualizacji 2', system: 'wirtualizacji' },
  { model: 'serwer testowy', system: 'testowy' },
  { model: 'serwer map', system: 'mapowy' },
] as const;
