import { gzipSync } from 'node:zlib';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Page } from 'playwright-core';
import { ConfigModule } from '../../src/config/config.module.js';
import { Assets } from '../../src/rendering/assets.js';
import type { LayoutContext } from '../../src/rendering/layout-context.js';
import { RenderingModule } from '../../src/rendering/rendering.module.js';
import { Templates } from '../../src/rendering/templates.js';
import { registerViews } from '../../src/rendering/views.js';
import { DeclarationsController } from '../../src/web/declarations.controller.js';
import { configureHttp } from '../../src/web/http.js';
import { Metrics } from '../../src/web/metrics.js';
import { type OfficeProfileData, OfficeProfileService } from '../../src/office/office-profile.service.js';
import { PatternsController } from '../../src/web/patterns.controller.js';
import { accessibilityProblems } from '../support/axe.js';
import { DESKTOP, openBrowser, PHONE, type TestBrowser } from '../support/browser.js';
import { testConfig } from '../support/office.js';

const config = testConfig();

const PROFILE: OfficeProfileData = {
  name: 'Urząd Miasta',
  fullName: 'Urząd Miasta Przykładowa',
  unitName: 'Wydział Organizacyjny',
  dataController: 'Prezydent Miasta',
  phone: null,
  accessibilityStatus: 'PARTIAL',
  accessibilityExceptions: 'Skany pism nie mają warstwy tekstowej.',
  accessibilityContact: null,
  accessibilityPhone: '62 000 00 00',
  buildingAccess: 'Winda w holu.',
  declaredOn: '2026-03-02',
  declarationChangedOn: null,
};

@Module({
  imports: [ConfigModule.for(config), RenderingModule],
  controllers: [PatternsController, DeclarationsController],
  providers: [
    { provide: Metrics, useValue: { answered: () => undefined } },
    { provide: OfficeProfileService, useValue: { read: async () => PROFILE } },
  ],
})
class PatternsModule {}

const LAYOUT: Omit<LayoutContext, 'url' | 'now' | 'csrfToken'> = {
  actor: { name: 'Piotr Wzorcowy', role: 'Informatyk' },
  nav: [
    {
      label: 'Praca',
      items: [
        { id: 'tickets', label: 'Zgłoszenia', href: '/tickets', icon: 'inbox', count: 38 },
        { id: 'patterns', label: 'Wzorce stron', href: '/demo/patterns', icon: 'list', count: null },
      ],
    },
  ],
  searchHref: '/tickets',
  liveHref: null,
  office: {
    name: 'Urząd Miasta',
    unitName: 'Wydział Organizacyjny',
    dataController: 'Prezydent Miasta',
    phone: { text: '62 700 00 00', href: 'tel:+48627000000' },
    hours: 'pon.–pt. 07:30–15:30',
  },
  flash: { tone: 'success', text: 'Zapisano zmiany.' },
  version: '0.0.0',
  demo: true,
  notices: ['Poczta wychodząca nie działa.'],
};

let app: NestFastifyApplication;
let origin: string;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(PatternsModule, new FastifyAdapter(), { logger: false });
  await configureHttp(app, config);
  const server = app.getHttpAdapter().getInstance();
  app.get(Assets).register(server);
  registerViews(server, app.get(Templates), (request, reply) => ({
    ...LAYOUT,
    url: request.url,
    now: new Date('2026-11-23T08:25:42Z'),
    csrfToken: reply.generateCsrf(),
  }));
  await app.listen(0, '127.0.0.1');
  origin = (await app.getUrl()).replace('[::1]', '127.0.0.1');
});
afterAll(() => app.close());

async function open(
  browser: TestBrowser,
  path = '/demo/patterns',
  colorScheme: 'light' | 'dark' = 'light',
): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.context.newPage();
  await page.emulateMedia({ colorScheme });
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(origin + path, { waitUntil: 'networkidle' });
  return { page, errors };
}

describe.each([
  ['1280 px', DESKTOP],
  ['390 px', PHONE],
])('pages at %s', (_width, viewport) => {
  let browser: TestBrowser;
  beforeAll(async () => void (browser = await openBrowser({ viewport })));
  afterAll(() => browser.close());

  it.each([
    ['/demo/patterns', 'light'],
    ['/demo/patterns', 'dark'],
    ['/demo/patterns/errors/404', 'light'],
    ['/accessibility', 'light'],
    ['/privacy', 'dark'],
  ] as const)(
    '%s, %s: accessible, not wider than the window, nothing refused by the browser',
    async (path, colorScheme) => {
      const { page, errors } = await open(browser, path, colorScheme);
      expect(await accessibilityProblems(page)).toEqual([]);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(excess).toBeLessThanOrEqual(0);
      expect(errors).toEqual([]);
      await page.close();
    },
  );
});

describe('with the keyboard', () => {
  let browser: TestBrowser;
  beforeAll(async () => void (browser = await openBrowser()));
  afterAll(() => browser.close());

  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

  it('j and k walk the rows, / goes to the search, ? tells the shortcuts', async () => {
    const { page } = await open(browser);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await focused(page)).toBe('PILNE!!! nic nie działa');
    await page.keyboard.press('k');
    expect(await focused(page)).toBe('Drukarka nie drukuje, miga czerwona lampka');
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('filter-q');
    await page.keyboard.press('j');
    expect(await page.inputValue('#filter-q')).toBe('j');
    await page.keyboard.press('Tab');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('?');
    expect(await page.isVisible('#shortcuts')).toBe(true);
  });

  it('single letters can be switched off', async () => {
    const { page } = await open(browser);
    await page.keyboard.press('?');
    await page.uncheck('[data-shortcuts]');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement?.className)).not.toContain('row-link');
    await page.close();
  });

  it('a link to a dialog opens it over the page and Escape closes it', async () => {
    const { page } = await open(browser);
    await page.click('[data-dialog="pattern-dialog"]');
    expect(await page.isVisible('#pattern-dialog')).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.isVisible('#pattern-dialog')).toBe(false);
    await page.close();
  });
});

it('order and page are exchanged in place, a row opens a page of its own', async () => {
  const browser = await openBrowser();
  try {
    const { page } = await open(browser);
    await page.evaluate(() => document.body.setAttribute('data-same', 'yes'));
    await page.click('#pattern-list thead a >> nth=1');
    await page.waitForURL('**/demo/patterns?queue=HARDWARE&sort=status&dir=asc');
    expect(await page.getAttribute('body', 'data-same')).toBe('yes');
    await page.click('#pattern-list a[rel="next"]');
    await page.waitForURL('**&cursor=next');
    expect(await page.getAttribute('body', 'data-same')).toBe('yes');
    expect(
      await page
        .locator('#pattern-list .row-link')
        .first()
        .evaluate((link) => link.closest('[hx-boost]')),
    ).toBeNull();
  } finally {
    await browser.close();
  }
});

it('a chart is a picture that the browser can draw, in either theme', async () => {
  const browser = await openBrowser();
  try {
    for (const theme of ['light', 'dark'] as const) {
      const { page } = await open(browser, '/demo/patterns', theme);
      await page.locator('.chart img').scrollIntoViewIfNeeded();
      const drawn = await page.waitForFunction(() => {
        const picture = document.querySelector<HTMLImageElement>('.chart img');
        return picture?.complete ? [picture.naturalWidth, picture.currentSrc] : null;
      });
      expect(await drawn.jsonValue()).toEqual([
        720,
        `${origin}/demo/patterns/chart.svg${theme === 'dark' ? '?theme=dark' : ''}`,
      ]);
      await page.close();
    }
  } finally {
    await browser.close();
  }
});

describe('without scripts', () => {
  let browser: TestBrowser;
  beforeAll(async () => void (browser = await openBrowser({ viewport: PHONE, javaScriptEnabled: false })));
  afterAll(() => browser.close());

  it('the menu opens, the note can be chosen, quotes unfold', async () => {
    const { page } = await open(browser);
    expect(await page.isVisible('nav[aria-label="Menu główne"]')).toBe(false);
    await page.click('.menu-button');
    expect(await page.isVisible('nav[aria-label="Menu główne"]')).toBe(true);
    await page.keyboard.press('Escape');
    await page.click('label[for="composer-note"]');
    expect(await page.isVisible('#f-note')).toBe(true);
    expect(await page.isVisible('#f-text >> nth=1')).toBe(false);
    await page.click('text=Cytowana treść');
    expect(await page.isVisible('text=prosimy o podanie numeru inwentarzowego. >> nth=0')).toBe(true);
  });

  it('a form is sent with its token and told so', async () => {
    const { page } = await open(browser);
    await page.fill('#f-subject', 'Drukarka');
    await page.click('text=Wyślij zgłoszenie');
    await page.waitForURL('**/demo/patterns');
    expect(await page.isVisible('.toast')).toBe(true);
  });
});

it('a first visit weighs at most 150 kB in 8 requests, the page itself at most 20 kB', async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    const sizes: number[] = [];
    page.on('requestfinished', async (request) => {
      const { responseBodySize } = await request.sizes();
      sizes.push(responseBodySize);
    });
    await page.goto(`${origin}/accessibility`, { waitUntil: 'networkidle' });
    const html = await (await fetch(`${origin}/demo/patterns`)).text();
    expect(sizes.length).toBeLessThanOrEqual(8);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(150_000);
    expect(gzipSync(html).length).toBeLessThanOrEqual(20_000);
  } finally {
    await browser.close();
  }
});
