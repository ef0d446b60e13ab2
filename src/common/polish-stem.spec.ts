import { fold } from './fold.js';
import { polishStem } from './polish-stem.js';

/** Forms of the words that the rules were written and corrected with. */
const KNOWN = `
  drukarka drukarki drukarce drukarkę drukarką drukarek drukarkom drukarkami drukarkach
  komputer komputera komputerowi komputerem komputerze komputery komputerów komputerom komputerami komputerach
  laptop laptopa laptopowi laptopem laptopie laptopy laptopów laptopami
  monitor monitora monitorem monitorze monitory monitorów monitorami
  skaner skanera skanerem skanerze skanery skanerów skanerami
  serwer serwera serwerem serwerze serwery serwerów serwerami serwerach
  toner tonera toneru tonerem tonerze tonery tonerów tonerami
  konto konta kontu kontem koncie kont kontami kontach
  hasło hasła hasłu hasłem haśle haseł hasłami hasłach
  skrzynka skrzynki skrzynce skrzynkę skrzynką skrzynek skrzynkami
  poczta poczty poczcie pocztę pocztą
  wiadomość wiadomości wiadomością wiadomościami
  załącznik załącznika załącznikiem załączniku załączniki załączników
  program programu programem programie programy programów programami
  licencja licencji licencję licencją licencje
  sieć sieci siecią
  internet internetu internetem internecie
  telefon telefonu telefonem telefonie telefony telefonów
  dysk dysku dyskiem dyski dysków dyskami dyskach
  folder folderu folderem folderze foldery folderów
  plik pliku plikiem pliki plików plikami plikach
  mysz myszy myszą
  klawiatura klawiatury klawiaturze klawiaturę klawiaturą klawiatur
  ekran ekranu ekranem ekranie ekrany ekranów
  kabel kabla kablem kablu kable kabli kablami
  papier papieru papierem papierze
  zakup zakupu zakupem zakupie zakupy zakupów
  wniosek wniosku wnioskiem wnioski wniosków wnioskami
  protokół protokołu protokołem protokole protokoły protokołów
  naprawa naprawy naprawie naprawę naprawą napraw
  awaria awarii awarię awarią awarie
  usterka usterki usterkę usterką usterek
  urządzenie urządzenia urządzeniu urządzeniem urządzeń urządzeniami
  uprawnienie uprawnienia uprawnieniom uprawnień uprawnieniami
  szkolenie szkolenia szkoleniu szkoleniem szkoleń
  zgłoszenie zgłoszenia zgłoszeniu zgłoszeniem zgłoszeń
  połączenie połączenia połączeniu połączeniem połączeń
  logowanie logowania logowaniu logowaniem
  drukowanie drukowania drukowaniu
  certyfikat certyfikatu certyfikatem certyfikaty certyfikatów
  podpis podpisu podpisem podpisy
  aktualizacja aktualizacji aktualizację aktualizacje
  instalacja instalacji instalację
  faktura faktury fakturę fakturą faktur fakturami
  arkusz arkusza arkuszem arkusze arkuszy
  tabela tabeli tabelę tabele tabel
  zasilacz zasilacza zasilaczem zasilacze zasilaczy
  bateria baterii baterię baterie
  projektor projektora projektorem projektory
  kartridż kartridża kartridże kartridży
  bęben bębna bębnem bębny bębnów
  głośnik głośnika głośniki głośników
  kamera kamery kamerę kamerą kamer
  słuchawka słuchawki słuchawek słuchawkami
  pracownik pracownika pracownikowi pracownikiem pracownicy pracowników
  stanowisko stanowiska stanowisku stanowiskiem stanowisk
  pokój pokoju pokojem pokoje pokoi
  dostęp dostępu dostępem dostępie dostępy
  wydruk wydruku wydrukiem wydruki wydruków
  kopia kopii kopię kopie kopią
  baza bazy bazę bazie bazą baz
  strona strony stronę stronie stron
  umowa umowy umowę umowie umów
  lampka lampki lampkę lampką lampek
  matryca matrycy matrycę matryce
  rolka rolki rolkę rolek rolkami
  kolejka kolejki kolejkę kolejce kolejek
  system systemu systemem systemie systemy systemów
  router routera routerem routery
  drukuje drukują drukował drukować
  działa działają działał działać działało
  aplikacja aplikacji aplikację aplikacje aplikacjami
  dokument dokumentu dokumentem dokumencie dokumenty dokumentów
  urzędnik urzędnika urzędnikowi urzędnikiem urzędnicy urzędników
  wydział wydziału wydziałem wydziale wydziały wydziałów
  gniazdko gniazdka gniazdku gniazdkiem gniazdek
  ładowarka ładowarki ładowarce ładowarkę ładowarek ładowarkami
  wirus wirusa wirusem wirusie wirusy wirusów
  link linku linkiem linki linków
  okno okna oknie oknem okien
  przeglądarka przeglądarki przeglądarce przeglądarkę przeglądarek
  zasób zasobu zasobem zasobie zasoby zasobów
  udział udziału udziałem udziale udziały
  problem problemu problemem problemie problemy problemów
  błąd błędu błędem błędzie błędy błędów
  komunikat komunikatu komunikatem komunikacie komunikaty komunikatów
  sprzęt sprzętu sprzętem sprzęcie sprzęty
  wentylator wentylatora wentylatorem wentylatorze wentylatory wentylatorów
  pamięć pamięci pamięcią
  karta karty karcie kartę kartą kart kartami
  czytnik czytnika czytnikiem czytniki czytników
  przewód przewodu przewodem przewodzie przewody przewodów
  zamek zamka zamkiem zamki zamków
  szafa szafy szafie szafę szafą szaf
  kalendarz kalendarza kalendarzem kalendarzu kalendarze kalendarzy
  użytkownik użytkownika użytkownikowi użytkownikiem użytkownicy użytkowników
  hotspot hotspotu hotspotem hotspocie
  mikrofon mikrofonu mikrofonem mikrofonie mikrofony mikrofonów
  odbiornik odbiornika odbiorniki odbiorników
  nowy nowego nowemu nowym nowi nowych nowymi nowej nową
  pęknięty pękniętego pęknięta pękniętą pęknięte pękniętych
  zablokowany zablokowana zablokowane zablokowano zablokowanego zablokował
  bezprzewodowy bezprzewodowa bezprzewodowego bezprzewodową bezprzewodowe
  sieciowy sieciowa sieciowego sieciowej sieciowe sieciowych
  podejrzany podejrzana podejrzanego podejrzaną podejrzane podejrzanych
  kolorowy kolorowa kolorowego kolorowe
  instaluje instalować instalował instalowanie instalujemy
  kopiuje kopiować kopiował kopiowanie
  otwiera otwierają otwierał otwierać otwierało
  wyświetla wyświetlają wyświetlał wyświetlać wyświetlanie
  zacina zacinają zacinał zacinać zacinanie
  uruchamia uruchamiają uruchamiał uruchamiać
  zainstalować zainstaluje zainstalowanie zainstalowany
  tusz tuszu tuszem tusze tuszy
  kaseta kasety kasecie kasetę kaset
  ploter plotera ploterem ploterze plotery
  tablet tabletu tabletem tablecie tablety tabletów
  umieszczenie umieszczenia umieszczeniu
  wybory wyborów wyborom wyborami
  podatek podatku podatkiem podatki podatków
  kosztorys kosztorysu kosztorysem kosztorysy kosztorysów
  archiwum archiwów archiwami
  jednostka jednostki jednostce jednostkę jednostek
  numer numeru numerem numerze numery numerów
  adres adresu adresem adresie adresy adresów
  obraz obrazu obrazem obrazie obrazy obrazów
  dźwięk dźwięku dźwiękiem dźwięki
  przycisk przycisku przyciskiem przyciski
  kurz kurzu kurzem
  filtr filtra filtrem filtry
  taśma taśmy taśmie taśmę taśmą taśm
  zegar zegara zegarem zegary
  centrala centrali centralę centrale
  aparat aparatu aparatem aparacie aparaty
  słup słupa`;

/** Forms of words written down after the last change of a rule: what to expect of words nobody thought of. */
const HELD_OUT = `
  sekretarka sekretarki sekretarce sekretarkę sekretarek
  budynek budynku budynkiem budynki budynków
  piętro piętra piętrze piętrem pięter
  niszczarka niszczarki niszczarce niszczarkę niszczarek
  terminal terminala terminalem terminale terminali
  szuflada szuflady szufladzie szufladę szuflad
  podajnik podajnika podajnikiem podajniki podajników
  wtyczka wtyczki wtyczkę wtyczce wtyczek
  listwa listwy listwie listwę listew
  zapora zapory zaporze zaporę
  kontrahent kontrahenta kontrahentem kontrahenci kontrahentów
  decyzja decyzji decyzję decyzje decyzjami
  rachunek rachunku rachunkiem rachunki rachunków
  raport raportu raportem raporcie raporty raportów
  szablon szablonu szablonem szablonie szablony szablonów
  naklejka naklejki naklejkę naklejce naklejek
  archiwizacja archiwizacji archiwizację archiwizować
  konfiguracja konfiguracji konfigurację konfigurować konfigurowanie
  rozmowa rozmowy rozmowie rozmowę rozmów
  nośnik nośnika nośnikiem nośniki nośników
  szyfrowanie szyfrowania szyfrowaniem szyfrować szyfruje
  odzyskać odzyskanie odzyskania odzyskał
  przywrócić przywrócenie przywrócenia przywróci
  usunięty usunięta usunięte usuniętego usunięto
  zawiesza zawieszają zawieszał zawieszać zawieszanie
  głośny głośna głośne głośnego głośnych
  uszkodzony uszkodzona uszkodzone uszkodzonego uszkodzonych
  interesant interesanta interesantem interesanci interesantów
  zastępca zastępcy zastępcę zastępcą
  gotówka gotówki gotówkę gotówką`;

const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' ').map(fold));
const pairs = (text: string) =>
  lines(text).flatMap(([first, ...forms]) => forms.map((form) => [form, first!] as const));
const meet = (text: string) => {
  const all = pairs(text);
  return all.filter(([form, first]) => polishStem(form) === polishStem(first)).length / all.length;
};

describe('polishStem', () => {
  it('brings the forms of a known word together', () => expect(meet(KNOWN)).toBeGreaterThan(0.98));
  it('brings most forms of an unknown word together', () => expect(meet(HELD_OUT)).toBeGreaterThan(0.9));

  it('keeps different words apart', () => {
    const owner = new Map<string, string>();
    const clashes = [...lines(KNOWN), ...lines(HELD_OUT)].flatMap((forms) =>
      [...new Set(forms.map(polishStem))].filter((stem) => {
        const other = owner.get(stem);
        owner.set(stem, other ?? forms[0]!);
        return other !== undefined && other !== forms[0];
      }),
    );
    // drukować and drukowanie, instalować and zainstalować are one matter.
    expect(clashes.filter((stem) => !['druk', 'instal'].includes(stem))).toEqual([]);
  });

  it.each([
    ['pc', 'pc'],
    ['um013d0087', 'um013d0087'],
    ['a4', 'a4'],
    ['', ''],
  ])('leaves short words and codes whole: %s', (word, stem) => expect(polishStem(word)).toBe(stem));

  it.each(['instalacja', 'instalowanie', 'instaluje', 'instalować'])('sees one matter in %s', (word) =>
    expect(polishStem(fold(word))).toBe('instal'),
  );
});
