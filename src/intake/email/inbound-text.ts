import type { TraceStep } from './decide-inbound.js';

/** Why an e-mail has its outcome, said to a technician. */
const REASONS: Record<string, string> = {
  'follows-finished': 'odpowiedź do zakończonego zgłoszenia',
  'by-person': 'decyzja osoby',
  'signed-id': 'podpisany identyfikator naszej wiadomości',
  reference: 'odwołanie do wcześniejszej wiadomości',
  'subject-number': 'numer zgłoszenia w temacie',
  'auto-reply': 'odpowiedź automatyczna',
  'auto-generated': 'wiadomość wygenerowana przez program',
  receipt: 'potwierdzenie odczytu lub udziału',
  report: 'raport serwera poczty',
  bulk: 'biuletyn lub wysyłka masowa',
  'delivery-failed': 'nie doręczono naszej wiadomości',
  'delivery-notice': 'informacja o doręczaniu naszej wiadomości',
  'unmatched-report': 'raport nie dotyczy żadnej naszej wiadomości',
  'external-sender': 'nadawca spoza urzędu',
  'forged-sender': 'serwer poczty nie potwierdza, że nadawca jest z urzędu',
  spam: 'filtr poczty uznał wiadomość za spam',
  'no-sender': 'brak adresu nadawcy',
  'sender-limit': 'zbyt wiele zgłoszeń od tego nadawcy w ciągu godziny',
  'own-mail': 'nasza własna wiadomość',
  'too-large': 'wiadomość przekracza dopuszczalny rozmiar',
  'processing-interrupted': 'przetwarzanie trzykrotnie przerwało pracę programu',
  'processing-failed': 'błąd przetwarzania',
  'mail.too-slow': 'odczyt trwał zbyt długo',
  'mail.unreadable': 'wiadomości nie udało się odczytać',
  requested: 'zlecono ponowne przetworzenie',
  'derived-again': 'odczytano ponownie do wyświetlenia',
};

/** A reason without words here is shown as its code, so that a new one never empties a page. */
export function reasonText(reason: string | null): string | null {
  return reason === null ? null : (REASONS[reason] ?? reason);
}

/** What is known of the tickets that a trace names; absent: the reader may not see it. */
export type TicketNumbers = ReadonlyMap<number, string>;

/** One step of a decision as a sentence. */
export function stepText({ check, result, detail = {} }: TraceStep, numbers: TicketNumbers): string {
  const ticket = (id: unknown): string =>
    typeof id === 'number' ? (numbers.get(id) ?? 'zgłoszenie niedostępne') : 'brak';
  switch (check) {
    case 'size':
      return 'Wiadomość jest większa niż dopuszczalny rozmiar. Zapisano tylko jej nagłówek, całość pozostała na serwerze poczty.';
    case 'duplicate':
      return `Ta sama treść, nadawca, data i temat co w wiadomości nr ${String(detail['ofId'])}.`;
    case 'own-mail':
      return 'Nadawcą jest adres obsługi informatycznej: to nasza własna wiadomość, która wróciła.';
    case 'bounce':
      if (result === 'from-person')
        return 'Raport o doręczeniu przysłała osoba, a nie serwer poczty, więc niczego nie zmienia.';
      if (result === 'unmatched')
        return 'Raport o doręczeniu nie dotyczy żadnej wiadomości wysłanej przez ten system, więc niczego nie zmienia.';
      return result === 'failure'
        ? 'Raport: nasza wiadomość nie została doręczona.'
        : 'Raport o przebiegu doręczania naszej wiadomości.';
    case 'authenticity':
      return `${AUTHENTICITY[result] ?? result} (${['dmarc', 'spf', 'dkim'].map((name) => `${name.toUpperCase()}: ${detail[name] ?? 'brak'}`).join(', ')}).`;
    case 'spam':
      return `Filtr poczty uznał wiadomość za spam: ${String(detail['evidence'])}.`;
    case 'automatic':
      return result === 'no'
        ? 'Nic nie wskazuje na wiadomość automatyczną.'
        : `Wiadomość automatyczna (${reasonText(result)}): ${String(detail['evidence'])}.`;
    case 'sender':
      if (result === 'unknown') return 'Żaden nagłówek nie podaje adresu nadawcy.';
      return result === 'internal'
        ? `Nadawca z domeny urzędu: ${String(detail['address'])}.`
        : `Nadawca spoza urzędu: ${String(detail['address'])}.`;
    case 'thread':
      return threadText(result, detail, ticket);
    case 'limit':
      return `Nadawca ma już ${String(detail['ticketsInLastHour'])} zgłoszeń z ostatniej godziny; powyżej ${String(detail['limit'])} decyduje osoba.`;
    case 'person':
      return PERSON_TEXT[result] ?? result;
  }
}

const AUTHENTICITY: Record<string, string> = {
  pass: 'Serwer poczty urzędu potwierdza adres nadawcy',
  fail: 'Serwer poczty urzędu nie potwierdza adresu nadawcy',
  unknown: 'Serwer poczty urzędu nie rozstrzyga, czy adres nadawcy jest prawdziwy',
};

const PERSON_TEXT: Record<string, string> = {
  created: 'Osoba zdecydowała: utworzyć zgłoszenie.',
  appended: 'Osoba zdecydowała: dołączyć do wskazanego zgłoszenia.',
  ignored: 'Osoba zdecydowała: pominąć.',
};

function threadText(result: string, detail: NonNullable<TraceStep['detail']>, ticket: (id: unknown) => string): string {
  if (result === 'create') {
    if (detail['followsId'])
      return `Dotyczy zakończonego zgłoszenia ${ticket(detail['followsId'])}, więc powstaje nowe, powiązane.`;
    if (detail['suggestedId'])
      return `Może dotyczyć zgłoszenia ${ticket(detail['suggestedId'])}, ale nadawca w nim nie uczestniczy – to tylko podpowiedź.`;
    return 'Nie nawiązuje do żadnego zgłoszenia.';
  }
  const by = reasonText(
    { signature: 'signed-id', number: 'subject-number' }[String(detail['by'])] ?? String(detail['by']),
  );
  const stranger = detail['isStranger']
    ? ' Nadawca nie uczestniczy w zgłoszeniu: dołączono go jako osobę niepotwierdzoną.'
    : '';
  const what = result === 'reopen' ? 'wznawia rozwiązane zgłoszenie' : 'należy do zgłoszenia';
  return `Wiadomość ${what} ${ticket(detail['ticketId'])}; podstawa: ${by}.${stranger}`;
}

/** What was odd in a message, from the codes of `ParsedEmail.problems`. */
const PROBLEMS: Record<string, string> = {
  'no-from': 'brak nagłówka From',
  'no-date': 'brak daty lub data nieczytelna',
  'no-message-id': 'brak identyfikatora wiadomości',
  'charset-guessed': 'zestaw znaków rozpoznano z treści, bo etykieta była błędna lub jej brakło',
  'structure-cut': 'bardzo złożona budowa wiadomości, odczytano jej część',
  'text-cut': 'bardzo długa treść, pokazano jej początek',
  'unpacked-too-large': 'spakowana treść zbyt duża, by ją rozpakować; pozostała w załączniku',
  'tnef-damaged': 'uszkodzony plik winmail.dat, odczytano jego część',
  'html-too-deep': 'formatowanie zbyt złożone, pokazano sam tekst',
};

export function problemText(problem: string): string {
  return PROBLEMS[problem] ?? problem;
}

const SIGNATURE_DOUBTS: Record<string, string> = {
  changed: 'Treść nie zgadza się z podpisem: wiadomość zmieniono po podpisaniu lub uszkodzono w drodze.',
  untrusted: 'Certyfikatu nie wystawił żaden z urzędów, którym ufa ten system (ustawienie SMIME_TRUSTED_CERTIFICATES).',
  expired: 'Certyfikat nie był ważny, gdy wiadomość podpisano lub gdy nadeszła.',
  'partly-signed': 'Podpis obejmuje tylko część wiadomości: nie wszystko, co w niej widać, jest podpisane.',
  'other-address': 'Certyfikat wystawiono na inny adres niż adres nadawcy.',
  unsupported: 'Tego rodzaju podpisu nie można tu sprawdzić albo nie daje on pewności.',
};

/** What stands in the way of a verified signature. */
export function signatureText({ reason, kind }: { reason: string | null; kind: 'smime' | 'pgp' }): string {
  if (kind === 'pgp') return 'Podpisów PGP ten system nie sprawdza.';
  return SIGNATURE_DOUBTS[reason ?? ''] ?? '';
}

const CHARSETS: Record<string, string> = {
  'utf-8': 'Unicode (UTF-8)',
  'windows-1250': 'środkowoeuropejskie Windows (1250)',
  'iso-8859-2': 'środkowoeuropejskie ISO (8859-2)',
  cp852: 'środkowoeuropejskie DOS (852)',
  maccenteuro: 'środkowoeuropejskie Mac',
  'windows-1252': 'zachodnioeuropejskie Windows (1252)',
  'iso-8859-1': 'zachodnioeuropejskie ISO (8859-1)',
  'iso-8859-15': 'zachodnioeuropejskie ISO z euro (8859-15)',
  'iso-8859-16': 'południowo-wschodnioeuropejskie ISO (8859-16)',
  'windows-1251': 'cyrylica Windows (1251)',
  'koi8-r': 'cyrylica rosyjska (KOI8-R)',
  'koi8-u': 'cyrylica ukraińska (KOI8-U)',
  'iso-8859-5': 'cyrylica ISO (8859-5)',
  'windows-1257': 'bałtyckie Windows (1257)',
  'windows-1253': 'greckie Windows (1253)',
  'utf-16le': 'Unicode (UTF-16)',
  'utf-7': 'Unicode (UTF-7)',
  gb18030: 'chińskie (GB18030)',
  shift_jis: 'japońskie (Shift JIS)',
};

/** A character set as people know it. */
export function charsetText(charset: string): string {
  return CHARSETS[charset] ?? charset;
}
