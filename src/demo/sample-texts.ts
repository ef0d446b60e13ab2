import type { Category, TriageResult } from '../tickets/ticket-codes.js';
import type { SampleFile } from './sample-messages.js';
import type { Fault } from './sample-repair-works.js';

export interface SampleText {
  subject: string;
  body: string;
  result: TriageResult;
  /** Kinds of equipment that the text is about; the sender's own piece is put in. */
  kinds?: readonly string[];
  /** Of a REPAIR or OUTAGE: what its protocol will be about, answer included. */
  fault?: Fault;
  /** Goes on after "informujemy, że"; a repair's answer is that of the work done. */
  answer?: string;
  file?: SampleFile;
}

const PRINTERS = ['PRINTER', 'MFP'];
const COMPUTERS = ['DESKTOP', 'LAPTOP', 'ALL_IN_ONE'];

/** Share of tickets by category in percent. Source: domain guide section 12; the rest to 100 is OTHER. */
export const CATEGORY_WEIGHTS: Record<Category, number> = {
  PRINTING: 22,
  ACCOUNTS: 18,
  PROGRAMS: 16,
  HARDWARE: 12,
  EMAIL: 8,
  NETWORK: 7,
  CONSUMABLES: 6,
  PURCHASE: 3,
  TELEPHONY: 3,
  INSTRUCTION: 3,
  SECURITY: 2,
  OTHER: 0,
};

/** What people write, invented. `{pokój}` and `{nr}` are the sender's room and the device. */
// prettier-ignore
export const TEXTS: Record<Exclude<Category, 'OTHER'>, readonly SampleText[]> = {
  PRINTING: [
    { subject: 'Drukarka nie drukuje', body: 'Dzień dobry,\ndrukarka {nr} w pokoju {pokój} nie drukuje, miga czerwona lampka. Proszę o pomoc.', result: 'ADVICE', kinds: PRINTERS, answer: 'usunięto zacięty papier i wznowiono kolejkę wydruku.' },
    { subject: 'Zacięcie papieru', body: 'W drukarce {nr} ciągle zacina się papier, próbowaliśmy go wyjąć, ale błąd wraca.', result: 'REPAIR', kinds: PRINTERS, fault: 'paper-jam' },
    { subject: 'Smugi na wydrukach', body: 'Na wydrukach z drukarki {nr} pojawiają się ciemne smugi wzdłuż strony.', result: 'ADVICE', kinds: PRINTERS, answer: 'wyczyszczono zespół obrazujący, wydruki są poprawne.' },
    { subject: 'Brak drukarki na liście', body: 'Po wymianie komputera nie widzę drukarki z pokoju {pokój}. Proszę o dodanie.', result: 'ADVICE', answer: 'drukarka została ponownie zainstalowana.' },
    { subject: 'Drukarka drukuje krzaki', body: 'Drukarka {nr} zamiast pisma drukuje dziwne znaki. Restart nie pomógł.', result: 'ADVICE', kinds: PRINTERS, answer: 'zaktualizowano sterownik drukarki.' },
    { subject: 'Nie działa skanowanie do poczty', body: 'Urządzenie {nr} nie wysyła skanów na pocztę. Wyświetla błąd serwera.', result: 'ADVICE', kinds: ['MFP'], answer: 'poprawiono ustawienia wysyłania skanów.' },
  ],
  ACCOUNTS: [
    { subject: 'Zablokowane konto', body: 'Po urlopie nie mogę się zalogować do komputera, konto jest zablokowane. Pokój {pokój}.', result: 'ACCESS', answer: 'konto zostało odblokowane.' },
    { subject: 'Reset hasła', body: 'Proszę o reset hasła do systemu dziedzinowego, nie pamiętam hasła.', result: 'ACCESS', answer: 'ustawiono hasło tymczasowe, przekazano telefonicznie.' },
    { subject: 'Uprawnienia dla nowej osoby', body: 'Proszę o nadanie uprawnień do folderu wydziału dla nowego pracownika, zgodnie z akceptacją naczelnika.', result: 'ACCESS', answer: 'uprawnienia zostały nadane.' },
    { subject: 'Brak dostępu do systemu', body: 'Od dziś nie mam dostępu do systemu obiegu dokumentów, wyświetla się komunikat o braku uprawnień.', result: 'ACCESS', answer: 'przywrócono uprawnienia w systemie.' },
  ],
  PROGRAMS: [
    { subject: 'Instalacja programu', body: 'Proszę o zainstalowanie programu do kosztorysów na komputerze {nr}.', result: 'ADVICE', kinds: COMPUTERS, answer: 'program został zainstalowany.' },
    { subject: 'Błąd w arkuszu', body: 'Arkusz z formularzem wyświetla błąd przy otwieraniu, wcześniej działał.', result: 'ADVICE', answer: 'odblokowano makra w zaufanej lokalizacji.' },
    { subject: 'Program się zawiesza', body: 'System podatkowy zawiesza się przy wydruku decyzji. Pokój {pokój}.', result: 'ADVICE', answer: 'zaktualizowano moduł wydruków.' },
    { subject: 'Aktualizacja podpisu elektronicznego', body: 'Program do podpisu elektronicznego prosi o aktualizację i hasło administratora.', result: 'ADVICE', answer: 'zaktualizowano oprogramowanie do podpisu.' },
    { subject: 'System nie uruchamia się po aktualizacji', body: 'Po aktualizacji komputer {nr} nie uruchamia systemu, pojawia się niebieski ekran.', result: 'REPAIR', kinds: COMPUTERS, fault: 'broken-system' },
  ],
  HARDWARE: [
    { subject: 'Wolny komputer', body: 'Komputer {nr} uruchamia się 15 minut, dysk głośno pracuje.', result: 'REPAIR', kinds: COMPUTERS, fault: 'slow' },
    { subject: 'Komputer się wyłącza', body: 'Komputer {nr} sam się wyłącza po kilku minutach pracy. Pokój {pokój}.', result: 'REPAIR', kinds: ['DESKTOP'], fault: 'switches-off' },
    { subject: 'Nie działa klawiatura w laptopie', body: 'W laptopie {nr} nie działa część klawiszy.', result: 'REPAIR', kinds: ['LAPTOP'], fault: 'keyboard' },
    { subject: 'Myszka przestała działać', body: 'Proszę o wymianę myszki, przestała działać. Pokój {pokój}.', result: 'CONSUMABLE', answer: 'wydano nową mysz.' },
    { subject: 'Skaner zacina papier', body: 'Skaner {nr} zacina papier, rolki są zużyte, a czekają interesanci.', result: 'REPAIR', kinds: ['SCANNER'], fault: 'scanner-jam' },
    { subject: 'Brak obrazu na monitorze', body: 'Po włączeniu komputera {nr} nie ma obrazu, dioda monitora miga.', result: 'REPAIR', kinds: ['DESKTOP'], fault: 'no-picture' },
    { subject: 'Przeniesienie stanowiska', body: 'Przenosimy się do pokoju {pokój}, prosimy o przestawienie komputera {nr}.', result: 'ADVICE', kinds: COMPUTERS, answer: 'stanowisko zostało przeniesione.' },
  ],
  EMAIL: [
    { subject: 'Pełna skrzynka', body: 'Dostaję komunikat, że skrzynka pocztowa jest pełna, nie mogę wysyłać wiadomości.', result: 'ADVICE', answer: 'zwiększono limit skrzynki i pokazano archiwizację.' },
    { subject: 'Nie dochodzą wiadomości', body: 'Interesanci zgłaszają, że ich wiadomości do nas wracają.', result: 'ADVICE', answer: 'poprawiono reguły filtra poczty.' },
    { subject: 'Podpis w poczcie', body: 'Proszę o pomoc w ustawieniu podpisu w programie pocztowym.', result: 'ADVICE', answer: 'ustawiono podpis zgodny z wzorem urzędu.' },
  ],
  NETWORK: [
    { subject: 'Brak internetu', body: 'Od rana nie ma sieci w pokoju {pokój}, kolega obok ma.', result: 'ADVICE', answer: 'poprawiono połączenie w szafie dystrybucyjnej.' },
    { subject: 'Odzyskanie pliku', body: 'Przypadkowo usunęłam folder z dysku sieciowego, proszę o przywrócenie z kopii.', result: 'ADVICE', answer: 'folder został odtworzony z kopii zapasowej.' },
    { subject: 'Wolna sieć', body: 'Sieć w pokoju {pokój} działa bardzo wolno, pliki otwierają się kilka minut.', result: 'ADVICE', answer: 'wymieniono patchcord, prędkość wróciła do normy.' },
  ],
  CONSUMABLES: [
    { subject: 'Toner', body: 'Proszę o wymianę tonera, drukarka nr inw. {nr}.', result: 'CONSUMABLE', kinds: PRINTERS, answer: 'toner został wymieniony.' },
    { subject: 'Kończy się toner', body: 'W drukarce {nr} kończy się toner, pokój {pokój}.', result: 'CONSUMABLE', kinds: PRINTERS, answer: 'toner został wymieniony.' },
    { subject: 'Bęben do drukarki', body: 'Drukarka {nr} prosi o wymianę bębna.', result: 'CONSUMABLE', kinds: PRINTERS, answer: 'bęben został wymieniony.' },
  ],
  PURCHASE: [
    { subject: 'Zakup akcesoriów', body: 'Prosimy o zakup akcesoriów komputerowych dla wydziału, zgodnie z planem.', result: 'PURCHASE', answer: 'zakup został zrealizowany.' },
    { subject: 'Nowy komputer', body: 'W związku z zatrudnieniem pracownika prosimy o zakup komputera.', result: 'PURCHASE', answer: 'zakup został zrealizowany.' },
    { subject: 'Zakup czytnika kart', body: 'Prosimy o zakup czytnika kart do podpisu elektronicznego.', result: 'PURCHASE', answer: 'zakup został zrealizowany.' },
  ],
  TELEPHONY: [
    { subject: 'Telefon nie działa', body: 'Telefon stacjonarny w pokoju {pokój} nie ma sygnału.', result: 'ADVICE', answer: 'przywrócono port centrali.' },
    { subject: 'Przekierowanie rozmów', body: 'Proszę o ustawienie przekierowania rozmów na czas urlopu.', result: 'ADVICE', answer: 'przekierowanie zostało ustawione.' },
  ],
  INSTRUCTION: [
    { subject: 'Szkolenie z arkusza', body: 'Czy możliwy jest instruktaż z tabel przestawnych dla pięciu osób?', result: 'ADVICE', answer: 'instruktaż został przeprowadzony.' },
    { subject: 'Jak udostępnić folder', body: 'Proszę o pokazanie, jak udostępnić folder koleżance z pokoju.', result: 'ADVICE', answer: 'pokazano udostępnianie folderów.' },
  ],
  SECURITY: [
    { subject: 'Podejrzana wiadomość', body: 'Otrzymałam wiadomość z fakturą od nieznanego nadawcy, nie otwierałam załącznika.', result: 'SECURITY', answer: 'wiadomość sprawdzono, nadawcę zablokowano.' },
    { subject: 'Kliknięty link', body: 'W wiadomości o dopłacie do paczki kliknęłam w link i podałam hasło.', result: 'SECURITY', answer: 'zmieniono hasło, sprawdzono stację, incydent odnotowano.' },
  ],
};

export const OUTAGE_TEXT: SampleText = {
  subject: 'Nie działa system',
  body: 'Od rana nie działa system {system}, nikt w wydziale nie może pracować. Prosimy o pilną pomoc.',
  result: 'OUTAGE',
  fault: 'server-down',
};
