import { emptyForm, refusedForm } from '../rendering/forms.js';
import { options } from '../rendering/labels.js';
import { listView } from '../rendering/list-view.js';

const HOUR = 3_600_000;

/** Invented things for the pattern page: each part in every state it can take. */
export function patternSamples(now: Date): object {
  const ago = (hours: number) => new Date(+now - hours * HOUR);
  const ahead = (hours: number) => new Date(+now + hours * HOUR);
  const list = {
    path: '/demo/patterns',
    query: { queue: 'HARDWARE', sort: 'due', dir: 'asc' },
    columns: [
      { id: 'number', label: 'Numer', sortable: true },
      { id: 'subject', label: 'Temat' },
      { id: 'status', label: 'Stan', sortable: true },
      { id: 'priority', label: 'Priorytet', sortable: true },
      { id: 'assignee', label: 'Prowadzi' },
      { id: 'due', label: 'Termin', sortable: true },
    ],
    filters: [
      { name: 'q', label: 'Szukaj', kind: 'search' as const },
      { name: 'queue', label: 'Kolejka', kind: 'select' as const, options: options('queue') },
      { name: 'status', label: 'Stan', kind: 'select' as const, options: options('ticketStatus'), any: 'Otwarte' },
      { name: 'from', label: 'Od dnia', kind: 'date' as const },
    ],
    sort: { by: 'due', direction: 'asc' as const },
    count: 6,
    nextCursor: 'next',
  };
  const form = emptyForm();
  return {
    index: SECTIONS,
    stateSets: STATE_SETS,
    dueLater: ahead(50),
    dueSoon: ahead(1.6),
    dueOver: ago(5),
    list: listView(list),
    emptyList: listView({ ...list, query: {}, filters: [], count: 0, nextCursor: null }),
    filteredList: listView({ ...list, count: 0, nextCursor: null }),
    tickets: [
      [
        'ZG/2026/002981',
        'Drukarka nie drukuje, miga czerwona lampka',
        'Anna Przykładowa',
        'WF',
        'NEW',
        'HIGH',
        null,
        -5,
      ],
      [
        'ZG/2026/002979',
        'PILNE!!! nic nie działa',
        'Sekretariat WKST',
        'WKST',
        'IN_PROGRESS',
        'CRITICAL',
        'Piotr Wzorcowy',
        1.5,
      ],
      ['ZG/2026/002975', 'Wolny komputer', 'Jan Testowy', 'USC', 'WAITING_PARTS', 'NORMAL', 'Ewa Modelowa', null],
      [
        'ZG/2026/002970',
        'Skaner w BOI zacina papier',
        'Krystyna Fikcyjna',
        'BOI',
        'ASSIGNED',
        'NORMAL',
        'Ewa Modelowa',
        20,
      ],
      [
        'ZG/2026/002961',
        'Proszę o przeniesienie trzech stanowisk z pokoju 20 do pokoju 31 jeszcze przed końcem miesiąca',
        'Naczelnik WE',
        'WE',
        'WAITING_REQUESTER',
        'LOW',
        'Piotr Wzorcowy',
        null,
      ],
      ['ZG/2026/002950', 'Pęknięty monitor', 'Marek Umowny', 'WAG', 'RESOLVED', 'NORMAL', 'Ewa Modelowa', 70],
    ].map(([number, subject, requester, unit, status, priority, assignee, due]) => ({
      number,
      subject,
      requester,
      unit,
      status,
      priority,
      assignee,
      dueAt: typeof due === 'number' ? ahead(due) : null,
      paused: due === null,
    })),
    form,
    noteForm: emptyForm(),
    assignForm: emptyForm(),
    denseForm: emptyForm({
      completedOn: '2026-11-23',
      price: '349,00',
      operations: ['COMPONENT_REPLACEMENT'],
      number: 'PN/12/2026',
    }),
    refusedForm: refusedForm(
      { refusedSubject: '', refusedCategory: 'PRINTING', refusedImpact: 'UNIT', refusedText: 'nie dziala' },
      { refusedSubject: 'Uzupełnij to pole.', refusedText: 'Wpisz co najmniej 20 znaków.' },
    ),
    categories: options('category'),
    impacts: options('impact').map((option) => ({
      ...option,
      hint: option.value === 'OFFICE' ? 'np. nie działa system podatkowy' : null,
    })),
    operations: [
      { value: 'COMPONENT_REPLACEMENT', label: 'wymiana podzespołu' },
      { value: 'SOFTWARE_REINSTALL', label: 'reinstalacja oprogramowania' },
      { value: 'CLEANING', label: 'czyszczenie' },
    ],
    people: [
      { value: 1, label: 'Piotr Wzorcowy' },
      { value: 2, label: 'Ewa Modelowa' },
    ],
    replyStatuses: [
      { value: 'WAITING_REQUESTER', label: 'Oczekuje na odpowiedź zgłaszającego' },
      { value: 'RESOLVED', label: 'Rozwiązane' },
    ],
    tabs: [
      { label: 'Przebieg', href: '#timeline', current: true, count: 5 },
      { label: 'Protokoły', href: '#timeline', current: false, count: 1 },
      { label: 'Powiadomienia', href: '#timeline', current: false, count: null },
    ],
    timeline: timeline(ago),
    steps: [
      { label: 'Kierownik komórki', state: 'done', note: 'Maria Zmyślona', at: ago(72) },
      { label: 'Opinia informatyka', state: 'done', note: 'Ewa Modelowa', at: ago(50) },
      { label: 'Naczelnik WO', state: 'current', note: 'czeka od 2 dni', at: null },
      { label: 'Skarbnik', state: 'todo', note: null, at: null },
      { label: 'Sekretarz', state: 'todo', note: null, at: null },
    ],
    returnedSteps: [
      { label: 'Kierownik komórki', state: 'done', note: 'z up. Adam Zastępczy', at: ago(72) },
      { label: 'Opinia informatyka', state: 'returned', note: 'brak uzasadnienia', at: ago(50) },
      { label: 'Naczelnik WO', state: 'todo', note: null, at: null },
      { label: 'Skarbnik', state: 'todo', note: null, at: null },
      { label: 'Sekretarz', state: 'refused', note: null, at: null },
    ],
    errorPages: [403, 404, 409, 422, 429, 500, 503],
  };
}

const SECTIONS = Object.entries({
  typography: 'Pismo',
  buttons: 'Przyciski',
  states: 'Stany',
  alerts: 'Komunikaty',
  list: 'Lista',
  table: 'Tabela',
  form: 'Formularz',
  detail: 'Dane',
  timeline: 'Przebieg',
  dialog: 'Okno',
  figures: 'Wskaźniki',
  steps: 'Kroki',
  errors: 'Błędy',
}).map(([id, label]) => ({ id, label }));

const STATE_SETS = (
  [
    ['ticketStatus', 'Zgłoszenie'],
    ['protocolState', 'Protokół naprawy'],
    ['purchaseState', 'Wniosek o zakup'],
    ['inboundOutcome', 'E-mail przychodzący'],
    ['notificationState', 'Powiadomienie'],
  ] as const
).map(([set, label]) => ({ set, label, codes: options(set).map(({ value }) => value) }));

function timeline(ago: (hours: number) => Date): object[] {
  const message = {
    isEvent: false,
    email: null,
    to: null,
    quoted: null,
    htmlHref: null,
    rawHref: null,
    attachments: [],
    folded: null,
    notification: null,
    automatic: false,
  };
  return [
    {
      ...message,
      direction: 'inbound',
      author: 'Anna Przykładowa',
      email: 'a.przykladowa@urzad.example',
      at: ago(30),
      text: 'Dzień dobry,\n\ndrukarka w pok. 112 nie drukuje, miga czerwona lampka. Instrukcja: https://intranet.urzad.example/drukarki.\n\nAnna Przykładowa, WF',
      htmlHref: '/demo/patterns/frame',
      rawHref: '#timeline',
      attachments: [
        { filename: 'lampka.jpg', href: '#timeline', sizeBytes: 482_113 },
        { filename: 'wydruk strony testowej z bardzo długą nazwą pliku.pdf', href: '#timeline', sizeBytes: 2_513_000 },
      ],
      folded: [{ filename: 'image001.png', href: '#timeline', sizeBytes: 4_210 }],
    },
    {
      isEvent: true,
      text: 'Reguła „Drukarki” skierowała zgłoszenie do kolejki Serwis sprzętu',
      at: ago(30),
      icon: 'adjustments',
      reason: null,
    },
    { isEvent: true, text: 'Piotr Wzorcowy podjął zgłoszenie', at: ago(28), icon: 'user-check', reason: null },
    {
      ...message,
      direction: 'note',
      author: 'Piotr Wzorcowy',
      at: ago(27),
      text: 'Czwarty raz w tym roku. Zużyty zespół utrwalający, sprawdzić gwarancję.',
    },
    {
      ...message,
      direction: 'outbound',
      author: 'Piotr Wzorcowy',
      to: ['a.przykladowa@urzad.example', 'sekretariat.wf@urzad.example'],
      at: ago(26),
      text: 'Szanowni Państwo,\n\nprosimy o podanie numeru inwentarzowego z naklejki na drukarce.',
      notification: { state: 'sent', reason: null },
    },
    {
      ...message,
      direction: 'inbound',
      author: 'Anna Przykładowa',
      email: 'a.przykladowa@urzad.example',
      at: ago(2),
      text: 'UM-013-D-0087',
      quoted:
        'W dniu 2026-11-22 o 10:15 Piotr Wzorcowy pisze:\n> Szanowni Państwo,\n> prosimy o podanie numeru inwentarzowego.',
    },
    {
      ...message,
      direction: 'outbound',
      author: 'Pogotowie',
      to: ['a.przykladowa@urzad.example'],
      at: ago(1),
      text: 'Szanowni Państwo,\n\ndla zgłoszenia nr ZG/2026/002981 sporządzono protokół naprawy nr PN/12/2026.',
      automatic: true,
      notification: { state: 'deferred', reason: 'serwer poczty nie odpowiada, kolejna próba o 09:40' },
    },
    {
      isEvent: true,
      text: 'Ewa Modelowa wznowiła zgłoszenie',
      at: ago(0.2),
      icon: 'history',
      reason: 'problem powrócił',
    },
  ];
}
