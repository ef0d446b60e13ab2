import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { readEmail, type ReadEmail } from '../../src/mail/read-email.js';

const FOLDER = join(PROJECT_ROOT, 'test/fixtures/mail');
const read = (name: string): ReadEmail => readEmail(readFileSync(join(FOLDER, `${name}.eml`)), null, name);

/** What a reader must see of each invented e-mail; every file of the folder has its row. */
const EXPECTED: Record<string, Partial<Record<keyof ReadEmail, unknown>>> = {
  'thunderbird-reply': {
    subject: 'Re: [ZG/2026/000214] Prośba o uzupełnienie',
    from: [{ address: 'jan.probny@urzad.example', name: 'Jan Próbny' }],
    replyText: 'Dzień dobry,\n\nnumer seryjny to SN-TEST-01, naklejka jest z tyłu obudowy, tuż przy zasilaczu.',
    automatic: null,
  },
  'outlook-reply': {
    subject: 'ODP: [ZG/2026/000214] Prośba o uzupełnienie',
    from: [{ address: 'anna.przykladowa@urzad.example', name: 'Anna Przykładowa' }],
    replyText: 'Numer seryjny: SN-TEST-02.\n\nPozdrawiam\nAnna Przykładowa',
  },
  'outlook-html-only-reply': { replyText: 'Numer seryjny: SN-TEST-02.\n\nPozdrawiam\nAnna Przykładowa' },
  'gmail-reply': { subject: 'Re: Prośba o uzupełnienie', replyText: 'Pokój 112, wejście od podwórza.' },
  'iso-8859-2': {
    subject: 'Drukarka w Wydziale Środowiska nie działa',
    from: [{ address: 'grazyna.swieta@urzad.example', name: 'Grażyna Święta' }],
    text: 'Dzień dobry,\n\nod rana drukarka w pokoju 7 nie działa: świeci żółta kontrolka, a papier się gniecie.\n\nGrażyna Święta',
    problems: [],
  },
  'windows-1250-called-iso-8859-2': {
    subject: 'Prośba o nową mysz',
    from: [{ address: 'grazyna.swieta@urzad.example', name: 'Grażyna Święta' }],
    text: 'Proszę o nową mysz, stara źle działa – „skacze” po ekranie.\n\nGrażyna Święta',
    problems: ['charset-guessed'],
  },
  'undeclared-windows-1250': {
    subject: 'Błąd skanera w pokoju śluz',
    text: 'Skaner zacina papier, rolki zużyte, kolejka interesantów.',
  },
  'vacation-outlook': {
    subject: 'Odpowiedź automatyczna: Zgłoszenie rozwiązane',
    automatic: expect.objectContaining({ kind: 'auto-reply' }),
    bounce: null,
  },
  'vacation-bare': { automatic: expect.objectContaining({ kind: 'auto-reply' }) },
  'dsn-postfix': {
    bounce: {
      permanent: true,
      originalMessageId: '<zg-n3.aaaa.aaaaaaaaaaaaaaaa@urzad.example>',
      recipients: [{ email: 'odszedl@urzad.example', action: 'failed', status: '5.1.1' }],
    },
  },
  'ndr-exchange-polish': {
    bounce: {
      permanent: true,
      originalMessageId: '<zg-n4.aaaa.aaaaaaaaaaaaaaaa@urzad.example>',
      recipients: [{ email: 'pelna.skrzynka@urzad.example', action: 'failed', status: '5.2.2' }],
    },
  },
  'forward-as-attachment': {
    text: 'Czy to można bezpiecznie otworzyć?',
    isForward: true,
    attachments: [expect.objectContaining({ filename: 'Faktura i załącznik.eml', contentType: 'message/rfc822' })],
    embedded: [expect.objectContaining({ messageId: '<in-1@dostawca.example>' })],
  },
  'forward-inline': {
    isForward: true,
    forwardedFrom: 'Piotr Obcy <piotr@dostawca.example>',
    replyText: expect.stringContaining('Jaka drukarka stoi'),
  },
  'no-subject-no-diacritics': { subject: '', text: 'nie dziala drukarka prosze o pomoc' },
  scanner: {
    messageId: null,
    date: null,
    text: '',
    attachments: [expect.objectContaining({ filename: 'SKMBT_C25026031210150.pdf' })],
  },
  newsletter: {
    subject: 'Nowości w programach biurowych',
    automatic: expect.objectContaining({ kind: 'bulk' }),
    blockedImages: 1,
  },
  'calendar-invitation': {
    text: 'Zapraszam na instruktaż w sali 3.\n\nZaproszenie: Instruktaż z arkusza\nKiedy: 2026-03-16, 10:00–11:00\nGdzie: Sala 3',
    attachments: [expect.objectContaining({ filename: 'zalacznik-1.ics', contentType: 'text/calendar' })],
  },
  attack: {
    subject: 'Toner Bcc: ofiara@example.net',
    from: [{ address: 'napastnik@example.net', name: 'helpdesk@urzad.example' }],
    html: expect.not.stringMatching(/script|onerror|onbegin|style="position|form|javascript|zly\.example/),
    attachments: [expect.objectContaining({ filename: 'passwd' })],
  },
  'inline-picture': {
    html: expect.stringContaining('cid:ekran@urzad'),
    attachments: [expect.objectContaining({ filename: 'ekran.png', inline: true })],
  },
  'split-letters': {
    subject: 'Zażółć gęślą jaźń',
    text: 'Zażółć',
    attachments: [expect.objectContaining({ filename: 'Wniosek o zapłatę (2026).pdf' })],
  },
};

it.each(Object.entries(EXPECTED))('reads %s', (name, expected) => {
  expect(read(name)).toEqual(expect.objectContaining(expected));
});

it('has a row for every file', () => {
  expect(
    readdirSync(FOLDER)
      .map((name) => name.replace('.eml', ''))
      .toSorted(),
  ).toEqual(Object.keys(EXPECTED).toSorted());
});
