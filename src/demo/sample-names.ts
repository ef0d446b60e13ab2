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
  { model: 'Dell PowerEdge R660 – aplikacje dziedzinowe 1', system: 'podatkowy' },
  { model: 'Dell PowerEdge R660 – aplikacje dziedzinowe 2', system: 'finansowo-księgowy' },
  { model: 'Dell PowerEdge R760 – bazy danych 1', system: 'ewidencji ludności' },
  { model: 'Dell PowerEdge R760 – bazy danych 2', system: 'świadczeń rodzinnych' },
  { model: 'HPE ProLiant DL360 – poczta', system: 'poczty elektronicznej' },
  { model: 'HPE ProLiant DL380 – pliki', system: 'dysków sieciowych' },
  { model: 'HPE ProLiant DL360 – obieg dokumentów', system: 'obiegu dokumentów' },
  { model: 'Dell PowerEdge R360 – kontroler domeny 1', system: 'logowania' },
  { model: 'Dell PowerEdge R360 – kontroler domeny 2', system: 'logowania' },
  { model: 'HPE ProLiant DL380 – kopie zapasowe', system: 'kopii zapasowych' },
  { model: 'Dell PowerEdge R760 – wirtualizacja 1', system: 'wirtualizacji' },
  { model: 'Dell PowerEdge R760 – wirtualizacja 2', system: 'wirtualizacji' },
  { model: 'HPE ProLiant ML110 – testowy', system: 'testowy' },
  { model: 'HPE ProLiant DL360 – mapy', system: 'mapowy' },
] as const;
