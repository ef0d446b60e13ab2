/** What was refused, as the page shows it. */
interface Refusal {
  status: number;
  /** Stable, said to programs only */
  code: string;
  /** Polish, says what happened */
  message: string;
  /** By which an error of ours is found in the log; null: no error of ours. */
  mark: string | null;
}

/** By status, or by code where a status says too little. */
const TITLES: Record<string, string> = {
  'form.stale': 'Formularz stracił ważność',
  400: 'Nie udało się odczytać żądania',
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

const ADVICE: Record<string, string> = {
  'form.stale':
    'Prosimy wrócić do formularza przyciskiem „Wstecz”, skopiować wpisaną treść, odświeżyć stronę i wysłać ją ponownie.',
  403: 'Jeżeli dostęp jest potrzebny do pracy, prosimy o kontakt z Wydziałem Organizacyjnym.',
  404: 'Adres może być niepełny. Zgłoszenie można znaleźć po numerze lub słowach z treści.',
  409: 'Ktoś mógł zmienić dane w międzyczasie. Prosimy wrócić, odświeżyć stronę i sprawdzić obecny stan.',
  413: 'Prosimy zmniejszyć pliki albo wysłać je w kilku wiadomościach.',
  422: 'Prosimy wrócić do formularza i poprawić dane. Wpisana treść powinna w nim pozostać.',
  429: 'Prosimy odczekać minutę i spróbować ponownie.',
  500: 'Błąd został zapisany. Jeżeli się powtarza, prosimy podać nam jego oznaczenie.',
  503: 'Nic nie zginęło: poczta czeka i zostanie przyjęta. Prosimy odświeżyć stronę za chwilę.',
};

/** View of the error page: what happened, what to do next and where to go on. */
export function errorView({ status, code, message, mark }: Refusal): object {
  return {
    status,
    mark,
    title: TITLES[code] ?? TITLES[status] ?? (status >= 500 ? TITLES[500] : TITLES[400]),
    text: message,
    advice: ADVICE[code] ?? ADVICE[status] ?? null,
  };
}
