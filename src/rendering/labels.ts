/**
 * Polish labels of every code that people see. The gender follows the noun: zgłoszenie (neuter), protokół and wniosek
 * (masculine), powiadomienie (neuter). Source: domain guide section 5.
 */
export const LABELS = {
  ticketStatus: {
    NEW: 'Nowe',
    ASSIGNED: 'Przydzielone',
    IN_PROGRESS: 'W realizacji',
    WAITING_REQUESTER: 'Oczekuje na odpowiedź zgłaszającego',
    WAITING_PARTS: 'Oczekuje na części',
    WAITING_PURCHASE: 'Oczekuje na zakup',
    EXTERNAL_SERVICE: 'W serwisie zewnętrznym',
    RESOLVED: 'Rozwiązane',
    CLOSED: 'Zamknięte',
    REJECTED: 'Odrzucone',
    WITHDRAWN: 'Wycofane',
    MERGED: 'Połączone',
  },
  category: {
    PRINTING: 'Drukowanie',
    ACCOUNTS: 'Konta i uprawnienia',
    PROGRAMS: 'Programy',
    HARDWARE: 'Sprzęt',
    EMAIL: 'Poczta elektroniczna',
    NETWORK: 'Sieć i serwery',
    CONSUMABLES: 'Materiały eksploatacyjne',
    PURCHASE: 'Zakup',
    TELEPHONY: 'Telefony',
    INSTRUCTION: 'Instruktaż',
    SECURITY: 'Bezpieczeństwo',
    OTHER: 'Inne',
  },
  impact: { PERSON: 'Jedna osoba', UNIT: 'Cała komórka', OFFICE: 'Cały urząd' },
  urgency: { LOW: 'Niska', NORMAL: 'Zwykła', HIGH: 'Wysoka' },
  priority: { LOW: 'Niski', NORMAL: 'Normalny', HIGH: 'Wysoki', CRITICAL: 'Krytyczny' },
  queue: {
    FRONT: 'Pierwsza linia',
    HARDWARE: 'Serwis sprzętu',
    INFRASTRUCTURE: 'Sieć i serwery',
    PURCHASING: 'Zakupy',
    SECURITY: 'Bezpieczeństwo',
  },
  triageResult: {
    ADVICE: 'Porada lub instruktaż',
    ACCESS: 'Uprawnienia',
    REPAIR: 'Naprawa',
    OUTAGE: 'Awaria serwera',
    CONSUMABLE: 'Materiały eksploatacyjne',
    PURCHASE: 'Zakup',
    DISPOSAL: 'Likwidacja',
    SECURITY: 'Incydent bezpieczeństwa',
  },
  accessibilityStatus: {
    FULL: 'Zgodna z ustawą',
    PARTIAL: 'Częściowo zgodna',
    NONE: 'Niezgodna',
  },
  channel: { EMAIL: 'E-mail', FORM: 'Formularz', PHONE: 'Telefon', API: 'API' },
  direction: { inbound: 'Wiadomość przychodząca', outbound: 'Odpowiedź', note: 'Notatka wewnętrzna' },
  obligation: {
    REPAIR_PROTOCOL: 'Protokół naprawy',
    PURCHASE_REQUEST: 'Wniosek o zakup',
    OUTAGE: 'Przestój serwera',
  },
  obligationState: { OPEN: 'Do wykonania', MET: 'Wykonano', WAIVED: 'Odstąpiono' },
  protocolState: {
    DRAFT: 'Roboczy',
    SUBMITTED: 'Przekazany do zatwierdzenia',
    RETURNED: 'Zwrócony do poprawy',
    APPROVED: 'Zatwierdzony',
    ANNULLED: 'Anulowany',
  },
  protocolResult: {
    REPAIRED: 'naprawiono',
    NOT_REPAIRABLE: 'nie nadaje się do naprawy',
    NOT_ECONOMICAL: 'naprawa nieopłacalna',
    SENT_OUT: 'przekazano do serwisu',
  },
  purchaseState: {
    DRAFT: 'Roboczy',
    SUBMITTED: 'Złożony',
    UNIT_APPROVED: 'Zaakceptowany przez kierownika komórki',
    IT_REVIEWED: 'Zaopiniowany',
    HOLDER_APPROVED: 'Zaakceptowany przez naczelnika WO',
    BUDGET_CONFIRMED: 'Potwierdzono środki',
    APPROVED: 'Zatwierdzony',
    IN_PROCUREMENT: 'W trakcie postępowania',
    ORDERED: 'Zamówiony',
    PARTLY_ACCEPTED: 'Częściowo odebrany',
    COMPLETED: 'Zrealizowany',
    RETURNED: 'Zwrócony do uzupełnienia',
    REJECTED: 'Odrzucony',
    WITHDRAWN: 'Wycofany',
  },
  approvalStep: {
    UNIT_HEAD: 'Kierownik komórki',
    IT_OPINION: 'Opinia informatyka',
    IT_HEAD: 'Naczelnik WO',
    TREASURER: 'Skarbnik',
    SECRETARY: 'Sekretarz',
  },
  approvalDecision: { APPROVED: 'Zaakceptowano', RETURNED: 'Zwrócono do uzupełnienia', REJECTED: 'Odrzucono' },
  returnKind: { REFUND: 'Zwrot pieniędzy', EXCHANGE: 'Wymiana' },
  outageCause: {
    SERVER_FAILURE: 'Awaria serwera',
    PLANNED_MAINTENANCE: 'Planowana konserwacja',
    POWER: 'Zasilanie',
    LINK: 'Łącze',
    OTHER: 'Inna przyczyna',
  },
  assetTitle: {
    PURCHASED: 'Zakup',
    DONATED: 'Darowizna',
    LEASED: 'Leasing',
    TRANSFERRED: 'Przekazanie',
    EXCHANGED: 'Wymiana w reklamacji',
  },
  withdrawalReason: {
    LT: 'Likwidacja (LT)',
    PT: 'Przekazanie (PT)',
    RETURNED: 'Zwrot dostawcy',
    EXCHANGED: 'Wymiana w reklamacji',
  },
  inboundOutcome: {
    waiting: 'Oczekuje na przetworzenie',
    created: 'Utworzono zgłoszenie',
    appended: 'Dołączono do zgłoszenia',
    bounce: 'Zwrot niedostarczonej',
    duplicate: 'Duplikat',
    review: 'Do decyzji',
    ignored: 'Pominięto',
    quarantined: 'Kwarantanna',
  },
  deliveryAction: {
    failed: 'nie doręczono',
    delayed: 'doręczenie opóźnione',
    delivered: 'doręczono',
    relayed: 'przekazano dalej',
    expanded: 'rozesłano do grupy',
  },
  inboundChannel: { smtp: 'SMTP', lmtp: 'LMTP', imap: 'IMAP', import: 'Ponowny import' },
  notificationState: {
    queued: 'W kolejce',
    deferred: 'Odłożone, ponowimy',
    sent: 'Wysłane',
    failed: 'Niewysłane',
    bounced: 'Zwrócone',
    suppressed: 'Wstrzymane',
  },
  notificationKind: {
    received: 'Przyjęto zgłoszenie',
    assigned: 'Przydzielono zgłoszenie',
    question: 'Prośba o uzupełnienie',
    reminder: 'Przypomnienie o uzupełnieniu',
    repair: 'Sporządzono protokół naprawy',
    purchase: 'Zmiana statusu wniosku o zakup',
    resolved: 'Zgłoszenie rozwiązane',
    closed: 'Zamknięto zgłoszenie',
    reopened: 'Wznowiono zgłoszenie',
    rejected: 'Odrzucono zgłoszenie',
    state: 'Zmiana statusu zgłoszenia',
    withdrawn: 'Wycofano zgłoszenie',
    merged: 'Połączono zgłoszenia',
    reply: 'Odpowiedź w sprawie zgłoszenia',
    approval: 'Wniosek oczekuje na decyzję',
    outage: 'Niedostępność systemu',
    'outage-ended': 'Przywrócono działanie systemu',
    'technician-new': 'Nowe zgłoszenie',
    'technician-assigned': 'Przydział zgłoszenia',
    'technician-reply': 'Odpowiedź zgłaszającego',
    'technician-due': 'Zbliża się termin',
    'technician-undelivered': 'Nie doręczono wiadomości',
    'protocol-submitted': 'Protokół do zatwierdzenia',
    'protocol-returned': 'Protokół do poprawy',
  },
  notificationReason: {
    'no-address': 'osoba nie ma adresu e-mail',
    'automatic-sender': 'nadawcą był automat',
    'own-address': 'to adres obsługi informatycznej',
    'address-suppressed': 'wysyłka na ten adres jest wstrzymana',
    'budget-recipient': 'dzienny limit wiadomości do tej osoby',
    'budget-ticket': 'dzienny limit wiadomości w tym zgłoszeniu',
    'budget-confirmations': 'zbyt wiele nowych zgłoszeń w ciągu godziny',
    resent: 'ponowione przez pracownika',
    unreachable: 'serwer poczty nie odpowiada',
    refused: 'serwer odmówił',
    bounced: 'wiadomość wróciła',
    error: 'błąd programu',
  },
  reportState: { DRAFT: 'Niezatwierdzone', APPROVED: 'Zatwierdzone' },
  /** Figures of a year (sprawozdanie, neuter). */
  kpiState: { INTERIM: 'W trakcie roku', DRAFT: 'Niezatwierdzone', APPROVED: 'Zatwierdzone' },
  outageEvidence: {
    DOCUMENTED: 'Udokumentowana',
    NO_PROTOCOL: 'Nieudokumentowana',
    NOT_APPROVED: 'Protokół niezatwierdzony',
    INTERVAL_DIFFERS: 'Inne godziny w protokole',
  },
  /** Why an outage is listed but not counted. */
  outageNotCounted: {
    CAUSE: 'inna przyczyna niż awaria serwera',
    NOT_A_SERVER: 'urządzenie nie było serwerem',
    OUT_OF_SCOPE: 'serwer poza zakresem miernika',
    SERVICE_WORKED: 'system pozostał dostępny',
  },
  role: {
    employee: 'Pracownik',
    unitHead: 'Kierownik komórki',
    technician: 'Informatyk',
    triage: 'Koordynator zgłoszeń',
    itHead: 'Naczelnik WO',
    treasurer: 'Skarbnik',
    secretary: 'Sekretarz',
    auditor: 'Audytor',
    dataProtectionOfficer: 'Inspektor ochrony danych',
    administrator: 'Administrator',
  },
} as const satisfies Record<string, Record<string, string>>;

export type LabelSet = keyof typeof LABELS;

/** The label of a code; a code without one is shown as it is, so that a new code never empties a page. */
export function label(set: LabelSet, code: string | null | undefined): string {
  if (code === null || code === undefined) return '';
  return (LABELS[set] as Record<string, string>)[code] ?? code;
}

/** A code followed by what nobody can translate: `refused: 550 5.1.1 no such user`. */
export function labelWithDetail(set: LabelSet, text: string | null | undefined): string {
  const [code, ...detail] = (text ?? '').split(': ');
  return [label(set, code), ...detail].join(': ');
}

/** Options of a select or of radio buttons, in the order of the label table. */
export function options(set: LabelSet): { value: string; label: string }[] {
  return Object.entries(LABELS[set]).map(([value, text]) => ({ value, label: text }));
}
