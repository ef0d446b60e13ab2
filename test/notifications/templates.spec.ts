import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { NOTIFICATION_KINDS, type NotificationKind } from '../../src/notifications/notification-kinds.js';
import type { ContentRow } from '../../src/notifications/notification-content.query.js';
import { notificationView } from '../../src/notifications/notification-view.js';
import { renderEmail, renderEmailFragment } from '../../src/rendering/emails.js';
import { createHelpers } from '../../src/rendering/helpers.js';
import { Templates } from '../../src/rendering/templates.js';

const PLACE = { publicUrl: 'https://pogotowie.urzad.example', timeZone: 'Europe/Warsaw' };
const OFFICE = { name: 'Urząd Miasta', unitName: 'Wydział Organizacyjny', dataController: 'Prezydent Miasta' };
const FRAME = { office: OFFICE, reference: 'ZG/2026/000123', clause: null };
const FOOTER =
  'Z poważaniem Obsługa informatyczna Wydział Organizacyjny Urząd Miasta Wiadomość wygenerowana automatycznie. Odpowiadając, prosimy nie zmieniać tematu.';
const templates = new Templates(
  join(PROJECT_ROOT, 'templates'),
  createHelpers({ timeZone: PLACE.timeZone, asset: (name) => name }),
);

const sample = (kind: NotificationKind, more: Partial<ContentRow> = {}): ContentRow => ({
  id: 1,
  kind,
  at: new Date('2026-03-10T09:15:00Z'),
  to: null,
  isByTimer: false,
  isByMessage: true,
  number: 'ZG/2026/000123',
  ticketSubject: 'Drukarka „HP” <nie> drukuje',
  restricted: false,
  queue: 'HARDWARE',
  priority: 'HIGH',
  dueAt: new Date('2026-03-11T11:30:00Z'),
  requesterName: 'Anna Przykładowa',
  unitSymbol: 'WGOŚ',
  resolutionNote: null,
  targetNumber: 'ZG/2026/000100',
  messageId: 7,
  messageText: 'numer seryjny drukarki',
  messageFrom: 'Anna Przykładowa',
  protocolId: 3,
  protocolNumber: 'PN/12/2026',
  requestId: null,
  requestNumber: null,
  requestState: null,
  requestUnit: null,
  amountGrosze: null,
  system: 'Podatki',
  startedAt: new Date('2026-03-10T08:15:00Z'),
  endedAt: new Date('2026-03-10T10:40:00Z'),
  undelivered: 'jan@urzad.example',
  officerEmail: null,
  office: OFFICE,
  ...more,
});
const REQUEST: Partial<ContentRow> = {
  requestId: 4,
  requestNumber: 'WZ/7/2026',
  requestState: 'SUBMITTED',
  requestUnit: 'WE',
  amountGrosze: 1_234_550,
};

const render = (kind: NotificationKind, more: Partial<ContentRow> = {}) =>
  renderEmail(templates, kind, notificationView(sample(kind, more), PLACE), FRAME, '[ZG/2026/000123] ');
const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
const visible = (html: string) =>
  flat(
    html
      .replace(/<!--.*?-->|<style>.*?<\/style>|<title>.*?<\/title>/gs, '')
      .replace(/<br>|<\/(?:p|td|tr)>/g, ' ')
      .replace(/<[^>]+>/g, '')
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>'),
  );

describe('words of the domain guide, section 10', () => {
  it.each<[NotificationKind, Partial<ContentRow>, string, string]>([
    [
      'received',
      {},
      'Przyjęto zgłoszenie',
      'Szanowni Państwo, zgłoszenie „Drukarka „HP” <nie> drukuje” zostało zarejestrowane pod numerem ZG/2026/000123. O zmianach statusu będziemy informować pocztą elektroniczną.',
    ],
    [
      'assigned',
      {},
      'Przydzielono zgłoszenie',
      'Szanowni Państwo, zgłoszenie nr ZG/2026/000123 zostało przekazane do realizacji.',
    ],
    [
      'question',
      {},
      'Prośba o uzupełnienie',
      'Szanowni Państwo, w celu realizacji zgłoszenia nr ZG/2026/000123 prosimy o podanie: numer seryjny drukarki. Brak odpowiedzi w terminie 10 dni roboczych spowoduje zamknięcie zgłoszenia.',
    ],
    [
      'question',
      { messageText: 'Jaki jest numer?\n\nI gdzie stoi?' },
      'Prośba o uzupełnienie',
      'Szanowni Państwo, w celu realizacji zgłoszenia nr ZG/2026/000123 prosimy o podanie: Jaki jest numer? I gdzie stoi? Brak odpowiedzi w terminie 10 dni roboczych spowoduje zamknięcie zgłoszenia.',
    ],
    [
      'reminder',
      {},
      'Przypomnienie: prośba o uzupełnienie',
      'Szanowni Państwo, przypominamy, że w sprawie zgłoszenia nr ZG/2026/000123 oczekujemy na Państwa odpowiedź. Brak odpowiedzi w terminie 5 dni roboczych spowoduje zamknięcie zgłoszenia. Pytanie: numer seryjny drukarki',
    ],
    [
      'repair',
      {},
      'Sporządzono protokół naprawy',
      'Szanowni Państwo, dla zgłoszenia nr ZG/2026/000123 sporządzono protokół naprawy nr PN/12/2026. Prosimy o potwierdzenie odbioru urządzenia.',
    ],
    ['purchase', REQUEST, 'Zmiana statusu wniosku o zakup', 'Szanowni Państwo, status wniosku nr WZ/7/2026: Złożony.'],
    [
      'resolved',
      {},
      'Zgłoszenie rozwiązane',
      'Szanowni Państwo, zgłoszenie nr ZG/2026/000123 zostało rozwiązane. Jeżeli problem nadal występuje, prosimy odpowiedzieć na tę wiadomość w ciągu 14 dni.',
    ],
    [
      'resolved',
      { resolutionNote: 'brak odpowiedzi', isByTimer: true },
      'Zgłoszenie rozwiązane',
      'Szanowni Państwo, zgłoszenie nr ZG/2026/000123 zostało rozwiązane. Jeżeli problem nadal występuje, prosimy odpowiedzieć na tę wiadomość w ciągu 14 dni. Powód: brak odpowiedzi.',
    ],
    ['closed', {}, 'Zamknięto zgłoszenie', 'Szanowni Państwo, zgłoszenie nr ZG/2026/000123 zostało zamknięte.'],
    [
      'reopened',
      {},
      'Wznowiono zgłoszenie',
      'Szanowni Państwo, zgłoszenie nr ZG/2026/000123 zostało ponownie otwarte.',
    ],
    [
      'rejected',
      { resolutionNote: 'sprzęt prywatny' },
      'Odrzucono zgłoszenie',
      'Szanowni Państwo, zgłoszenie nr ZG/2026/000123 nie może zostać zrealizowane. Uzasadnienie: sprzęt prywatny.',
    ],
    [
      'state',
      { to: 'WAITING_PARTS' },
      'Zmiana statusu zgłoszenia',
      'Szanowni Państwo, status zgłoszenia nr ZG/2026/000123: Oczekuje na części.',
    ],
    ['withdrawn', {}, 'Wycofano zgłoszenie', 'Szanowni Państwo, zgłoszenie nr ZG/2026/000123 zostało wycofane.'],
    [
      'merged',
      {},
      'Połączono zgłoszenia',
      'Szanowni Państwo, zgłoszenie nr ZG/2026/000123 połączono ze zgłoszeniem nr ZG/2026/000100; dalszą korespondencję prowadzimy pod tym numerem.',
    ],
    [
      'reply',
      { messageText: 'Dzień dobry,\ntoner wymieniony.' },
      'Odpowiedź w sprawie zgłoszenia',
      'Dzień dobry, toner wymieniony.',
    ],
    [
      'approval',
      REQUEST,
      'Wniosek WZ/7/2026 oczekuje na decyzję',
      'Szanowni Państwo, wniosek nr WZ/7/2026 (WE, 12 345,50 zł) oczekuje na Państwa decyzję: https://pogotowie.urzad.example/purchase-requests/4.',
    ],
    [
      'outage',
      {},
      'Niedostępność systemu Podatki',
      'Szanowni Państwo, od godz. 09:15 system Podatki jest niedostępny z powodu awarii. O przywróceniu działania poinformujemy odrębną wiadomością.',
    ],
    [
      'outage-ended',
      {},
      'Przywrócono działanie systemu Podatki',
      'Szanowni Państwo, o godz. 11:40 przywrócono działanie systemu Podatki.',
    ],
  ])('%s', (kind, more, subject, core) => {
    const email = render(kind, more);
    expect(email.subject).toBe(`[ZG/2026/000123] ${subject}`);
    expect(flat(email.text).startsWith(core)).toBe(true);
    expect(flat(email.text).endsWith(FOOTER)).toBe(true);
    expect(visible(email.html)).toContain(core);
    expect(visible(email.html)).toContain('Z poważaniem Obsługa informatyczna Wydział Organizacyjny Urząd Miasta');
  });
});

describe('every kind', () => {
  it.each(NOTIFICATION_KINDS)('%s: whole and as a part, with and without documents', (kind) => {
    for (const more of [{}, REQUEST, { restricted: true, messageText: null }]) {
      const view = notificationView(sample(kind, more), PLACE);
      const { text, html } = renderEmail(templates, kind, view, {
        ...FRAME,
        clause: { officerEmail: 'iod@urzad.example' },
      });
      const fragment = renderEmailFragment(templates, kind, view);
      expect(text).not.toMatch(/undefined|null|\[object|&[a-z]+;|\n{3}/);
      expect(html).toMatch(/^<!doctype html>/);
      expect(html).not.toMatch(/undefined|\[object|<script|<nie>/);
      expect(text).toContain('Inspektor ochrony danych: iod@urzad.example.');
      expect(fragment.text).not.toContain('Z poważaniem');
      expect(fragment.html).not.toContain('<html');
    }
  });

  it('has its folder, and no folder is without a kind', () => {
    const folders = readdirSync(join(PROJECT_ROOT, 'templates/emails'));
    expect(folders.sort()).toEqual([...NOTIFICATION_KINDS, 'news', 'parts'].sort());
  });

  it('a restricted ticket shows staff its number only', () => {
    const { text, html } = render('technician-new', { restricted: true });
    expect(text).toContain('ZG/2026/000123');
    expect(text + html).not.toMatch(/drukuje|Przykładowa/);
  });

  it('no e-mail asks for a password', () => {
    for (const kind of NOTIFICATION_KINDS) expect(render(kind, REQUEST).text).not.toMatch(/podaj\w* hasł|sign-in/i);
  });
});
