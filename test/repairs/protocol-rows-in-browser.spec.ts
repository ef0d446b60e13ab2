import type { Page } from 'playwright-core';
import { openBrowser, type TestBrowser } from '../support/browser.js';
import { PASSWORD, type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
let browser: TestBrowser;
let page: Page;
const refusals: string[] = [];
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
  await office.db.dataSource.query(
    `INSERT INTO asset (inventory_number, kind, model, title, accepted_on) VALUES ('UM-1', 'PRINTER', 'LaserJet 400', 'PURCHASED', '2024-01-02')`,
  );
  const ask = async (path: string, body: object) => {
    const headers = { authorization: 'Bearer demo-token-technik', 'content-type': 'application/json' };
    const response = await fetch(office.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as { number: string; id: number };
  };
  const request = { subject: 'Drukarka', text: 'Opis.', requesterEmail: 'pracownik@urzad.example' };
  const { number } = await ask('/api/v1/tickets', { ...request, assetInventoryNumber: 'UM-1' });
  const { id } = await ask('/api/v1/repair-protocols', { ticketNumber: number });
  browser = await openBrowser();
  page = await browser.context.newPage();
  page.on('console', (message) => message.type() === 'error' && refusals.push(message.text()));
  await page.goto(`${office.url}/sign-in?next=/repair-protocols/${id}/edit`);
  await page.fill('#email', 'technik@urzad.example');
  await page.fill('#password', PASSWORD);
  await page.click('main button[type=submit]');
  await page.waitForURL('**/edit');
}, 60_000);
afterAll(async () => {
  await browser.close();
  await office.stop();
}, 60_000);

const addPart = () => page.click('#parts-lines >> text=Dodaj wiersz');

it('a row that was added has the focus; while one is empty, that one has it and says why', async () => {
  await page.fill('[name="parts.0.name"]', 'dysk');
  await page.fill('[name="parts.1.name"]', 'pamięć');
  await addPart();
  await page.waitForSelector('[name="parts.2.name"]:focus');
  await addPart();
  await page.waitForSelector('[name="parts.2.name"][aria-invalid]:focus');
  expect(await page.textContent('#f-parts-2-name-error')).toContain('Najpierw wypełnij ten wiersz');
  await page.click('#parts-lines [aria-label="Usuń wiersz 3"]');
  await page.waitForSelector('#parts-lines [data-line=add]:focus');
});

it('fields that somebody made larger are exchanged without a breach of the policy', async () => {
  await page.evaluate(
    "document.querySelectorAll('#parts-lines input').forEach((field) => (field.style.height = '60px'))",
  );
  await page.fill('[name="parts.0.name"]', 'dysk SSD');
  await addPart();
  await page.waitForSelector('[name="parts.2.name"]:focus');
  expect(refusals).toEqual([]);
});
