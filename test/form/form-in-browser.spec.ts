import type { Page } from 'playwright-core';
import { accessibilityProblems } from '../support/axe.js';
import { DESKTOP, openBrowser, PHONE, type TestBrowser } from '../support/browser.js';
import { PASSWORD, type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
let browser: TestBrowser;
let page: Page;
const refusals: string[] = [];
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
  await office.db.dataSource.query(
    `INSERT INTO asset (inventory_number, kind, model, title, accepted_on) VALUES ('UM-013-D-0087', 'PRINTER', 'LaserJet 400', 'PURCHASED', '2024-01-02')`,
  );
  browser = await openBrowser();
  page = await browser.context.newPage();
  page.on('console', (message) => {
    // A refused form answers 422, which browsers call an error too.
    if (message.type() === 'error' && !message.text().includes('422')) refusals.push(message.text());
  });
});
afterAll(async () => {
  await browser.close();
  await office.stop();
});

async function signIn(account: string) {
  await page.context().clearCookies();
  await page.goto(`${office.url}/sign-in`);
  await page.fill('[name=email]', `${account}@urzad.example`);
  await page.fill('[name=password]', PASSWORD);
  await page.click('main button[type=submit]');
}

/** What hinders people on the page as it is, at both widths. */
async function hindrances(): Promise<string[]> {
  const found: string[] = [];
  for (const viewport of [DESKTOP, PHONE]) {
    await page.setViewportSize(viewport);
    found.push(...(await accessibilityProblems(page)));
    // As a string, because the function runs in the page, which knows `document` where this file does not.
    const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (wider > 0) found.push(`${wider} px wider than the screen of ${viewport.width} px`);
  }
  return found;
}

describe('in a browser', () => {
  it('the form can be used by everyone, empty, refused and sent', async () => {
    await page.goto(`${office.url}/form/WE`);
    expect(await hindrances()).toEqual([]);

    await page.fill('[name=description]', 'PESEL 44051401359');
    await page.click('main button[type=submit]');
    await page.waitForSelector('[role=alert]');
    expect(await hindrances()).toEqual([]);

    await page.fill('[name=subject]', 'Zacina papier');
    await page.fill('[name=description]', 'Drukarka zacina papier.');
    await page.fill('[name=name]', 'Anna Przykładowa');
    await page.fill('[name=email]', 'pracownik@urzad.example');
    await page.click('main button[type=submit]');
    await page.waitForURL('**/form/sent/*');
    expect(await page.textContent('main')).toMatch(/ZG\/\d{4}\/\d{6}/);
    expect(await hindrances()).toEqual([]);
  });

  it('the device is looked up while its number is typed', async () => {
    await page.goto(`${office.url}/form`);
    await page.locator('[name=asset]').pressSequentially('um-013-d-0087');
    await page.waitForSelector('#f-asset-found >> text=LaserJet 400');
    await page.fill('[name=asset]', 'UM-NIE-MA');
    await page.waitForSelector('#f-asset-found >> text=Nie znaleziono');
  });

  it.each(['/form', '/my-tickets', '/my-tickets?status=any'])('an employee can use %s', async (path) => {
    await signIn('pracownik');
    await page.goto(office.url + path);
    expect(await hindrances()).toEqual([]);
  });

  it('a technician finds the caller while typing', async () => {
    await signIn('technik');
    await page.goto(`${office.url}/tickets/new`);
    expect(await hindrances()).toEqual([]);
    await page.locator('[name=person]').pressSequentially('przykład');
    await page.click('[data-choose="pracownik@urzad.example"]');
    expect(await page.inputValue('[name=person]')).toBe('pracownik@urzad.example');
  });

  it.each(['', '/new', '/1', '/trial'])('whoever answers for triage can use its rules%s', async (path) => {
    await signIn('naczelnik');
    await page.goto(`${office.url}/settings/triage-rules${path}`);
    expect(await hindrances()).toEqual([]);
  });

  it('nothing broke the content policy or failed to load', () => expect(refusals).toEqual([]));
});

it('works without scripts', async () => {
  const plain = await openBrowser({ javaScriptEnabled: false, viewport: PHONE });
  const form = await plain.context.newPage();
  await form.goto(`${office.url}/form/WE`);
  await form.fill('[name=subject]', 'Bez skryptów');
  await form.fill('[name=description]', 'Skaner nie skanuje.');
  await form.fill('[name=name]', 'Anna Przykładowa');
  await form.fill('[name=email]', 'pracownik@urzad.example');
  await form.fill('[name=asset]', 'UM-013-D-0087');
  await form.click('main button[type=submit]');
  expect(form.url()).toContain('/form/sent/');
  await plain.close();
});
