import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../support/axe.js';
import { DESKTOP, openBrowser, PHONE, type TestBrowser } from '../support/browser.js';
import { PASSWORD, type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
let ticketPath: string;
const browsers: TestBrowser[] = [];
beforeAll(async () => {
  office = await startOffice();
  const response = await fetch(`${office.url}/api/v1/tickets`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-token', 'content-type': 'application/json' },
    body: JSON.stringify({ subject: 'Toner', text: 'Opis.', requesterEmail: 'pracownik@urzad.example' }),
  });
  const { number } = (await response.json()) as { number: string };
  ticketPath = `/tickets/${number.replaceAll('/', '-')}`;
}, 120_000);
afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await office.stop();
}, 60_000);

async function signIn(page: Page): Promise<void> {
  await page.fill('#email', 'technik@urzad.example');
  await page.fill('#password', PASSWORD);
  await page.click('main button[type=submit]');
}

async function theTicket(options: { javaScriptEnabled?: boolean } = {}): Promise<{ page: Page; browser: TestBrowser }> {
  const browser = await openBrowser(options);
  browsers.push(browser);
  const page = await browser.context.newPage();
  await page.goto(`${office.url}/sign-in?next=${ticketPath}`);
  await signIn(page);
  await page.waitForURL(`**${ticketPath}`);
  return { page, browser };
}

const endSessions = () => office.db.dataSource.query('UPDATE session SET revoked_at = now() WHERE revoked_at IS NULL');

async function messages(): Promise<{ text: string; files: string[] }[]> {
  return office.db.dataSource.query(
    `SELECT m.text, ARRAY(SELECT a.filename FROM attachment a WHERE a.ticket_message_id = m.id) AS files
     FROM ticket_message m WHERE m.direction = 'outbound' ORDER BY m.id`,
  );
}

async function hindrances(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    found.push(...(await accessibilityProblems(page)));
    const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (wider > 0) found.push(`${wider} px wider than the screen of ${viewport.width} px`);
  }
  return found;
}

it('a reply with a file, written after the session has ended, stays on the page until somebody signs in elsewhere', async () => {
  const { page, browser } = await theTicket();
  await endSessions();
  await page.fill('.composer [name=text]', 'Toner został wymieniony.');
  await page.setInputFiles('.composer [name=attachments]', {
    name: 'a.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('a'),
  });
  await page.click('.composer >> text=Wyślij odpowiedź');

  await page.locator('.toast', { hasText: 'Sesja wygasła' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const [other] = await Promise.all([
    browser.context.waitForEvent('page'),
    page.click('text=zaloguj się w nowej karcie'),
  ]);
  await signIn(other);
  await other.waitForURL(`${office.url}/`);
  await page.click('.composer >> text=Wyślij odpowiedź');
  await page.locator('.toast', { hasText: 'Odpowiedź została wysłana' }).waitFor();
  expect(await messages()).toEqual([{ text: 'Toner został wymieniony.', files: ['a.txt'] }]);
});

it('a hint of a change does not take away a page that is being written on', async () => {
  const browser = await openBrowser();
  browsers.push(browser);
  const page = await browser.context.newPage();
  await page.goto(`${office.url}/sign-in?next=/tickets`);
  await signIn(page);
  await page.waitForURL('**/tickets');
  await endSessions();
  await page.fill('.filters input[type=search]', 'drukarka');
  await page.evaluate("document.body.dispatchEvent(new CustomEvent('live', { detail: '' }))");
  await page.locator('.toast', { hasText: 'Sesja wygasła' }).waitFor();
  expect(await page.inputValue('.filters input[type=search]')).toBe('drukarka');
});

it('without scripts what was typed is offered again after signing in', async () => {
  const { page } = await theTicket({ javaScriptEnabled: false });
  await endSessions();
  const long = `Zażółć gęślą jaźń. ${'a'.repeat(200)}`;
  await page.fill('.composer [name=text]', long);
  await page.click('.composer >> text=Wyślij odpowiedź');
  expect(await page.textContent('.alert')).toContain('Wpisana treść jest zachowana');
  await signIn(page);
  expect(await page.textContent('h1')).toBe('Formularz nie został wysłany');
  expect(await page.textContent('main')).toContain(long);
  await page.click('text=Wyślij ponownie');
  await page.waitForURL(`**${ticketPath}`);
  expect((await messages()).at(-1)).toEqual({ text: long, files: [] });
});

it('the pages on that way hinder nobody', async () => {
  const { page } = await theTicket();
  await page.fill('.composer [name=text]', 'a'.repeat(200));
  await endSessions();
  await page.click('.composer >> text=Wyślij odpowiedź');
  await page.waitForSelector('#password');
  expect(await hindrances(page)).toEqual([]);
  await signIn(page);
  await page.waitForSelector('text=Wyślij ponownie');
  expect(await hindrances(page)).toEqual([]);
});
