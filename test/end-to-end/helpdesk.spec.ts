import type { Page } from 'playwright-core';
import { Clock } from '../../src/common/clock.js';
import { InventoryService } from '../../src/inventory/inventory.service.js';
import { openBrowser, type TestBrowser } from '../support/browser.js';
import { startDovecot, type TestDovecot } from '../support/dovecot.js';
import { PASSWORD, type RunningOffice, startOffice } from '../support/running-office.js';
import { type CapturedMail, type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { until } from '../support/until.js';

/** The whole way with real servers: Dovecot in, SMTP out, Chromium in the hands of each person. Only the clock is ours. */
let dovecot: TestDovecot;
let sink: SmtpSink;
let office: RunningOffice;
const browsers = new Map<string, { browser: TestBrowser; page: Page }>();
const THIS_YEAR = new Date().getFullYear();

beforeAll(async () => {
  dovecot = await startDovecot();
  sink = await startSmtpSink();
  office = await startOffice({ SMTP_URL: sink.url, IMAP_URL: dovecot.imapUrl('helpdesk@urzad.example') });
  await office.db.dataSource.transaction((tx) =>
    office.running.app.get(InventoryService).registerAccepted(
      tx,
      [
        {
          inventoryNumber: 'UM-487-K-0001',
          kind: 'DESKTOP',
          model: 'komputer przykładowy',
          title: 'PURCHASED',
          acceptedOn: `${THIS_YEAR - 2}-03-01`,
        },
      ],
      new Date(),
      null,
    ),
  );
  await office.db.dataSource.query(
    `INSERT INTO budget_line (year, classification, name, plan_grosze) VALUES ($1, '750-75023-4210', 'Zakup materiałów i wyposażenia', 10000000)`,
    [THIS_YEAR],
  );
}, 90_000);

afterAll(async () => {
  for (const { browser } of browsers.values()) await browser.close();
  await office.stop();
  await sink.stop();
  await dovecot.close();
}, 60_000);

it('e-mail → triage → protocol approved → ticket closed, told at each step, one more in indicator 2, open down to the e-mail', async () => {
  const technician = await signedIn('technik');
  await technician.goto(`${office.url}/tickets`);
  expect(await repairsOfThisYear()).toBe('0');

  await dovecot.deliver(
    'helpdesk@urzad.example',
    email('Komputer nie uruchamia się', 'Komputer UM-487-K-0001 po włączeniu pokazuje czarny ekran.'),
  );

  // The queue page is open and shows the new ticket by itself.
  const row = technician.getByRole('link', { name: 'Komputer nie uruchamia się' });
  await row.waitFor({ timeout: 20_000 });
  const received = await told('Przyjęto zgłoszenie');
  expect(received.mail.subject).toMatch(/^\[ZG\/\d{4}\/\d{6}\] Przyjęto zgłoszenie$/);

  await row.click();
  await technician.getByRole('button', { name: 'Biorę' }).click();
  await technician.getByText('Zmień klasyfikację').click();
  await technician.locator('[name=triageResult]').selectOption('REPAIR');
  await technician.locator('[name=category]').selectOption('HARDWARE');
  await technician.locator('[name=assetInventoryNumber]').fill('um-487-k-0001');
  await technician.getByRole('button', { name: 'Zapisz', exact: true }).click();
  await technician.getByRole('link', { name: 'UM-487-K-0001' }).waitFor();
  await told('Przydzielono zgłoszenie');
  const ticketUrl = technician.url();

  await technician.getByRole('link', { name: 'Protokół naprawy' }).click();
  await technician.getByRole('button', { name: 'Utwórz projekt' }).click();
  await openForm(technician, 'Uzupełnij');
  await technician.locator('[name=diagnosis]').fill('Uszkodzony zasilacz.');
  await technician.locator('[name="operations.0.kind"]').selectOption('COMPONENT_REPLACEMENT');
  await technician.locator('[name="operations.0.description"]').fill('wymiana zasilacza');
  await technician.locator('[name=result]').selectOption('REPAIRED');
  await technician.locator('[name=completedOn]').fill(localDay());
  await technician.getByRole('button', { name: 'Zapisz i przekaż do zatwierdzenia' }).click();
  await technician.getByText(`PN/1/${THIS_YEAR}`).first().waitFor();
  const protocolUrl = technician.url();

  const head = await signedIn('naczelnik');
  await head.goto(protocolUrl);
  await head.getByRole('button', { name: 'Zatwierdź protokół' }).click();
  await head.getByText('Zatwierdzony', { exact: false }).first().waitFor();
  await told('Sporządzono protokół naprawy');

  await technician.goto(ticketUrl);
  await technician.locator('[name=text]').fill('Szanowni Państwo, komputer jest gotowy do odbioru.');
  await technician.locator('select[name=status]').selectOption('RESOLVED');
  await technician.getByRole('button', { name: 'Wyślij odpowiedź' }).click();
  await technician.getByText('Odpowiedź została wysłana').waitFor();
  expect((await told('Odpowiedź w sprawie zgłoszenia')).mail.text).toContain('gotowy do odbioru');
  await told('Zgłoszenie rozwiązane');

  const requester = await signedIn('pracownik');
  await requester.goto(ticketUrl);
  await requester.getByRole('button', { name: 'Tak, można zamknąć' }).click();
  await requester.getByText('Zgłoszenie zostało zamknięte').waitFor();
  await told('Zamknięto zgłoszenie');

  expect(await repairsOfThisYear()).toBe('1');
  const auditor = await signedIn('audytor');
  await auditor.goto(`${office.url}/kpi/${THIS_YEAR}`);
  await auditor.getByRole('link', { name: '1', exact: true }).first().click();
  await auditor.getByRole('link', { name: `PN/1/${THIS_YEAR}` }).waitFor();
  await auditor.locator('a[href^="/inbound-emails/"]').first().click();
  await auditor.getByText('czarny ekran').first().waitFor();
}, 240_000);

it('web form → purchase → accepted laptops → indicator 3', async () => {
  const before = await figure(3);
  const requester = await signedIn('pracownik');
  await requester.goto(`${office.url}/form`);
  await requester.locator('[name=subject]').fill('Laptopy dla wydziału');
  await requester.locator('[name=description]').fill('Prosimy o zakup dwóch laptopów dla nowych pracowników.');
  await requester.getByRole('button', { name: 'Wyślij zgłoszenie' }).click();
  const [, number = ''] = /(ZG\/\d{4}\/\d{6})/.exec(await requester.locator('main').innerText()) ?? [];
  expect(number).not.toBe('');
  await told('Przyjęto zgłoszenie', number);

  const technician = await signedIn('technik');
  await technician.goto(`${office.url}/purchase-requests/new?ticket=${number.replaceAll('/', '-')}`);
  await technician.locator('[name=subject]').fill('Dwa laptopy');
  await technician.locator('[name=justification]').fill('Nowi pracownicy nie mają na czym pracować.');
  await technician.locator('[name=requesterEmail]').fill('pracownik@urzad.example');
  await technician.locator('[name=budgetLineId]').selectOption({ index: 1 });
  await technician.locator('[name="lines.0.description"]').fill('Laptop 14 cali');
  await technician.locator('[name="lines.0.assetKind"]').selectOption('LAPTOP');
  await technician.locator('[name="lines.0.quantity"]').fill('2');
  await technician.locator('[name="lines.0.unitNet"]').fill('4500');
  await technician.getByRole('button', { name: 'Zapisz wersję roboczą' }).click();
  await technician.getByRole('button', { name: 'Złóż wniosek' }).click();
  await technician.getByText(`WZ/1/${THIS_YEAR}`).first().waitFor();
  const requestUrl = technician.url().split('#')[0]!;

  for (const [account, button] of [
    ['kierownik', 'Zaakceptuj'],
    ['technik', 'Zaopiniuj pozytywnie'],
    ['naczelnik', 'Zaakceptuj'],
    ['skarbnik', 'Potwierdź środki'],
    ['sekretarz', 'Zaakceptuj'],
  ] as const) {
    const page = await signedIn(account);
    await page.goto(requestUrl);
    await page.locator('#decision [name=note]').fill('Zgodnie z planem.');
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.locator('#decision').waitFor({ state: 'detached' });
  }
  await technician.goto(requestUrl);
  await technician.locator('[name=startedOn]').fill(localDay());
  await technician.getByRole('button', { name: 'Rozpocznij postępowanie' }).click();
  await technician.locator('[name=orderReference]').fill('ZAM/1');
  await technician.locator('[name=orderedOn]').fill(localDay());
  await technician.locator('[name=supplier]').fill('Dostawca Przykładowy');
  await technician.getByRole('button', { name: 'Zapisz zamówienie' }).click();
  await technician.getByRole('link', { name: 'Zarejestruj odbiór' }).click();
  await technician.locator('[name=acceptedOn]').fill(localDay());
  await technician.locator('[name$=".model"]').first().fill('Laptop przykładowy');
  await technician.locator('[name$=".pieces"]').first().fill('UM-487-L-0001; SN-1\nUM-487-L-0002; SN-2');
  await technician.getByRole('button', { name: 'Zapisz odbiór' }).click();
  await technician.getByText('Zrealizowany').first().waitFor();
  await told('Zmiana statusu wniosku o zakup', number);

  expect(Number(await figure(3)) - Number(before)).toBe(2);
  const auditor = await signedIn('audytor');
  await auditor.goto(`${office.url}/assets?q=UM-487-L-0002`);
  await auditor.getByText('Laptop przykładowy').first().waitFor();
}, 240_000);

async function signedIn(account: string): Promise<Page> {
  const known = browsers.get(account);
  if (known) return known.page;
  const browser = await openBrowser();
  browser.context.setDefaultTimeout(30_000);
  const page = await browser.context.newPage();
  await page.goto(`${office.url}/sign-in`);
  await page.locator('#email').fill(`${account}@urzad.example`);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('#password').press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  browsers.set(account, { browser, page });
  return page;
}

/** Waits for the requester's e-mail; automatic ones merge for two minutes, which our clock skips. */
async function told(subject: string, number = ''): Promise<CapturedMail> {
  advance(130_000);
  return until(
    () =>
      sink.received.find(
        ({ to, mail }) =>
          to.includes('pracownik@urzad.example') &&
          `${mail.subject} ${mail.text}`.includes(subject) &&
          `${mail.subject}`.includes(number),
      ),
    { timeoutMs: 30_000, what: `"${subject}" among ${sink.received.map(({ mail }) => mail.subject).join(' | ')}` },
  );
}

let ahead = 0;

function advance(milliseconds: number): void {
  ahead += milliseconds;
  office.running.app.get(Clock).now = () => new Date(Date.now() + ahead);
}

async function repairsOfThisYear(): Promise<string> {
  return figure(2);
}

/** The numerator of an indicator as the auditor reads it. */
async function figure(indicator: 1 | 2 | 3): Promise<string> {
  const page = await signedIn('audytor');
  await page.goto(`${office.url}/kpi/${THIS_YEAR}`);
  const row = page
    .locator('main table')
    .first()
    .locator('tbody tr')
    .nth(indicator - 1);
  return (await row.locator('td').first().innerText()).split('\n')[0]!.trim();
}

async function openForm(page: Page, link: string): Promise<void> {
  if (!page.url().endsWith('/edit')) await page.getByRole('link', { name: link }).click();
}

function localDay(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw' }).format(new Date());
}

function email(subject: string, body: string): string {
  return [
    'From: Anna Przykładowa <pracownik@urzad.example>',
    'To: helpdesk@urzad.example',
    `Subject: ${subject}`,
    `Message-ID: <${Date.now()}@poczta.urzad.example>`,
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    body,
    '',
  ].join('\r\n');
}
