import { type ImapTrouble, imapTrouble } from '../../mail/imap-trouble.js';
import { SecretLost } from './mailbox-secret.js';

export type MailboxTrouble = ImapTrouble | 'secret-lost';

/** What keeps a mailbox from being read. @returns trouble null: none that we know by name */
export function mailboxTrouble(error: unknown): { trouble: MailboxTrouble | null; message: string } {
  return error instanceof SecretLost ? { trouble: 'secret-lost', message: error.message } : imapTrouble(error);
}

interface Words {
  /** Polish, for the page: what is wrong and what to do. */
  text: string;
  /** English, for the operator at a terminal. */
  advice: string;
}

const WORDS: Record<MailboxTrouble, Words> = {
  'sign-in-refused': {
    text: 'Serwer poczty odmówił dostępu do konta. Przy logowaniu hasłem należy wpisać hasło ponownie (Microsoft 365 i Google wymagają OAuth2); przy OAuth2 sprawdzić, czy nazwa użytkownika jest adresem skrzynki i czy aplikacja ma prawo do IMAP.',
    advice:
      'the mail server refuses the account: enter the password again (Microsoft 365 and Google want OAuth2); with OAuth2 see that the user name is the address of the mailbox and that the application may use IMAP',
  },
  'server-busy': {
    text: 'Serwer poczty chwilowo nie przyjmuje połączeń z tą skrzynką. Kolejne próby odbędą się same; wiadomości czekają na serwerze.',
    advice: 'the mail server does not let anybody in for now: wait, it is tried again',
  },
  'grant-refused': {
    text: 'Zgoda na dostęp do skrzynki wygasła albo została cofnięta. Należy udzielić jej ponownie i wpisać nowy token odświeżania.',
    advice: 'the consent has expired or was withdrawn: give it again and enter the new refresh token',
  },
  'client-refused': {
    text: 'Serwer tokenów nie uznaje aplikacji. Należy sprawdzić jej identyfikator i wpisać aktualny klucz tajny; poprzedni mógł stracić ważność.',
    advice: 'the token server does not accept the application: check its id and enter a valid client secret',
  },
  'scope-refused': {
    text: 'Serwer tokenów nie zna podanego zakresu uprawnień albo go nie przyznaje. Należy poprawić pole „Zakres”.',
    advice: 'the token server refuses the scope: correct it',
  },
  'request-refused': {
    text: 'Serwer tokenów nie przyjmuje takiego zapytania. Należy sprawdzić adres tokenów, zakres i to, na czyją zgodę powołuje się aplikacja.',
    advice: 'the token server does not take the request: check its address, the scope and whose consent is used',
  },
  'token-server': {
    text: 'Serwer tokenów nie odpowiada albo odpowiada niezrozumiale. Kolejne próby odbędą się same; jeżeli to trwa, należy sprawdzić adres tokenów i dostęp do niego z tego serwera.',
    advice: 'the token server does not answer as it should: check its address and the way to it from this machine',
  },
  'folder-missing': {
    text: 'Na serwerze nie ma takiego folderu. Należy poprawić jego nazwę.',
    advice: 'the server has no such folder: correct its name',
  },
  'certificate-unknown': {
    text: 'Serwer poczty przedstawia certyfikat, którego wystawcy nie można zaufać, więc nic do niego nie wysłano. Jeżeli to własny urząd certyfikacji, należy wkleić jego certyfikat w ustawieniach skrzynki.',
    advice:
      'the certificate of the mail server comes from an issuer that is not trusted, so nothing was sent to it: if it is your own authority, paste its certificate in the settings of the mailbox or name its file in IMAP_CA_FILE',
  },
  'certificate-name': {
    text: 'Certyfikat serwera poczty jest wystawiony na inną nazwę. Należy wpisać serwer pod nazwą z certyfikatu.',
    advice: 'the certificate of the mail server is for another name: use the name that stands in it',
  },
  'certificate-date': {
    text: 'Certyfikat serwera poczty stracił ważność albo jeszcze jej nie ma. Musi go odnowić administrator tego serwera; warto też sprawdzić zegar.',
    advice: 'the certificate of the mail server is out of date: have it renewed, and check the clock',
  },
  'no-tls': {
    text: 'Serwer poczty nie pozwala zaszyfrować połączenia, więc hasła nie wysłano. Należy wybrać inny port albo połączenie szyfrowane od początku.',
    advice: 'the mail server offers no encryption, so nothing was sent: use another port, or TLS from the start',
  },
  'port-without-tls': {
    text: 'Na tym porcie serwer poczty nie obsługuje TLS, więc hasła nie wysłano. Należy wpisać port połączeń szyfrowanych od początku (zwykle 993) albo wyłączyć szyfrowanie od początku: połączenie zaszyfruje wtedy STARTTLS.',
    advice:
      'this port of the mail server speaks no TLS, so nothing was sent: use its port for TLS from the start (usually 993), or STARTTLS',
  },
  unreachable: {
    text: 'Nie można połączyć się z serwerem poczty. Kolejne próby odbędą się same; wiadomości czekają na serwerze.',
    advice: 'the mail server cannot be reached',
  },
  'secret-lost': {
    text: 'Zapisanego hasła lub tokenu nie można odczytać, bo zmieniono APP_SECRET. Należy wpisać je ponownie.',
    advice: 'what was stored to sign in cannot be read under this APP_SECRET: enter it again',
  },
};

/** What to tell people, with what the other side said. @param message of the error, as it was recorded */
export function troubleText(trouble: MailboxTrouble | null, message: string): string {
  return trouble ? `${WORDS[trouble].text} (${message})` : message;
}

/** The same for the operator. */
export function troubleAdvice(trouble: MailboxTrouble | null, message: string): string {
  return trouble ? `${WORDS[trouble].advice} (${message})` : message;
}
