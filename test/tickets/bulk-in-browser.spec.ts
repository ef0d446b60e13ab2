import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../support/axe.js';
import { DESKTOP, openBrowser, PHONE, type TestBrowser } from '../support/browser.js';
import { PASSWORD, type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
const browsers: TestBrowser[] = [];
beforeAll(async () => {
  office = await startOffice();
}, 120_000);
afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await office.stop();
}, 60_000);

async function aTicket(subject: string): Promise<string> {
  const response = await fetch(`${office.url}/api/v1/tickets`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-token', 'content-type': 'application/json' },
    body: JSON.stringify({ subject, text: 'Opis.', requesterEmail: 'pracownik@urzad.example' }),
  });
  return ((await response.json()) as { number: string }).number;
}

async function theQueue(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const browser = await openBrowser(options);
  browsers.push(browser);
  const page = await browser.context.newPage();
  await page.goto(`${office.url}/sign-in?next=/tickets`);
  await page.fill('#email', 'technik@urzad.example');
  await page.fill('#password', PASSWORD);
  await page.click('main button[type=submit]');
  await page.goto(`${office.url}/tickets`);
  return page;
}

const assigneeOf = async (number: string) => {
  const [row] = await office.db.dataSource.query<{ email: string | null }[]>(
    'SELECT p.email FROM ticket t LEFT JOIN person p ON p.id = t.assignee_id WHERE t.number = $1',
    [number],
  );
  return row!.email;
};

it('rows are ticked by keyboard, stay ticked when the list is fetched again, and are taken together', async () => {
  const [older, newer] = [await aTicket('Starsze'), await aTicket('Nowsze')];
  const page = await theQueue();
  const bar = page.locator('[data-bulk]');
  expect(await bar.isVisible()).toBe(false);

  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  expect(await bar.innerText()).toContain('Zaznaczone: 2');

  const newest = await aTicket('Najnowsze');
  await page.getByText(newest).waitFor();
  expect(await bar.innerText()).toContain('Zaznaczone: 2');
  expect(await page.isChecked(`input[value="${newer}"]`)).toBe(true);
  expect(await page.isChecked(`input[value="${newest}"]`)).toBe(false);

  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    expect(await accessibilityProblems(page)).toEqual([]);
  }
  await page.getByRole('button', { name: 'Biorę' }).click();
  await page.getByText('Przejęto 2 zgłoszenia.').waitFor();
  expect([await assigneeOf(older), await assigneeOf(newer), await assigneeOf(newest)]).toEqual([
    'technik@urzad.example',
    'technik@urzad.example',
    null,
  ]);
}, 60_000);

it('one box ticks all of the page, and only what the action needs is asked', async () => {
  await aTicket('Jeszcze jedno');
  const page = await theQueue();
  await page.getByLabel('Zaznacz wszystkie na tej stronie').check();
  const boxes = await page.locator('tbody input[name=numbers]').count();
  expect(await page.locator('[data-bulk]').innerText()).toContain(`Zaznaczone: ${boxes}`);
  await page.keyboard.press('a');
  expect(await page.evaluate<string>('document.activeElement.name')).toBe('action');
  const bar = page.locator('[data-bulk]');
  await bar.getByLabel('Czynność').selectOption('queue');
  expect(await bar.getByLabel('Kolejka').isVisible()).toBe(true);
  expect(await bar.getByLabel('Uzasadnienie').isVisible()).toBe(false);
}, 60_000);

it('works without a script', async () => {
  const number = await aTicket('Bez skryptu');
  const page = await theQueue({ javaScriptEnabled: false });
  await page.check(`input[value="${number}"]`);
  await page.locator('.bulk').getByLabel('Czynność').selectOption('assign');
  await page.locator('.bulk').getByLabel('Osoba prowadząca').selectOption({ label: 'Monika Ćwiczebna' });
  await page.getByRole('button', { name: 'Wykonaj' }).click();
  await page.getByText('Przydzielono 1 zgłoszenie.').waitFor();
  expect(await assigneeOf(number)).toBe('technik2@urzad.example');
}, 60_000);
