/** What was refused, as the page shows it. */
interface Refusal {
  status: number;
  code: string;
  /** Polish, says what happened */
  message: string;
}

const TITLES: Record<number, string> = {
  400: 'Nie udało się odczytać żądania',
  401: 'Wymagane logowanie',
  403: 'Brak uprawnień',
  404: 'Nie znaleziono',
  405: 'Ta strona działa inaczej',
  409: 'Nie można tego teraz zrobić',
  413: 'Za dużo danych naraz',
  415: 'Nieobsługiwany rodzaj pliku',
  422: 'Dane wymagają poprawek',
  429: 'Zbyt wiele prób',
  500: 'Błąd po naszej stronie',
  503: 'Chwilowa przerwa w działaniu',
};

const ADVICE: Record<number, string> = {
  401: 'Prosimy się zalogować i spróbować ponownie.',
  403: 'Jeżeli dostęp jest potrzebny do pracy, prosimy o kontakt z Wydziałem Organizacyjnym.',
  404: 'Adres może być niepełny. Zgłoszenie można znaleźć po numerze lub słowach z treści.',
  409: 'Ktoś mógł zmienić dane w międzyczasie. Prosimy wrócić, odświeżyć stronę i sprawdzić obecny stan.',
  413: 'Prosimy zmniejszyć pliki albo wysłać je w kilku wiadomościach.',
  422: 'Prosimy wrócić do formularza i poprawić dane. Wpisana treść powinna w nim pozostać.',
  429: 'Prosimy odczekać minutę i spróbować ponownie.',
  500: 'Błąd został zapisany. Jeżeli się powtarza, prosimy podać nam jego kod i godzinę.',
  503: 'Nic nie zginęło: poczta czeka i zostanie przyjęta. Prosimy odświeżyć stronę za chwilę.',
};

/** View of the error page: what happened, what to do next and where to go on. */
export function errorView({ status, code, message }: Refusal, isSignedIn: boolean): object {
  return {
    status,
    code,
    title: TITLES[status] ?? (status >= 500 ? TITLES[500] : TITLES[400]),
    text: message,
    advice: ADVICE[status] ?? null,
    href: isSignedIn || status !== 401 ? '/' : '/sign-in',
    action: isSignedIn || status !== 401 ? 'Strona główna' : 'Zaloguj się',
  };
}
