import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { systemProgram } from './system-programs.js';

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface TestBrowser {
  /** Opens pages with `context.newPage()`; one profile, so one signed-in person. */
  context: BrowserContext;
  close(): Promise<void>;
}

/**
 * The system's Chromium with a fresh profile, Polish, in the office's time zone.
 * @param options.javaScriptEnabled false shows what works without scripts
 */
export async function openBrowser({
  viewport = DESKTOP,
  javaScriptEnabled = true,
}: { viewport?: { width: number; height: number }; javaScriptEnabled?: boolean } = {}): Promise<TestBrowser> {
  const { path, env } = systemProgram('chromium', 'chrome', 'google-chrome-stable', 'google-chrome');
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: path,
    env: { ...(env as Record<string, string>), TZ: 'Europe/Warsaw' },
    headless: true,
    args: QUIET,
    viewport,
    javaScriptEnabled,
    locale: 'pl-PL',
    timezoneId: 'Europe/Warsaw',
  });
  context.setDefaultTimeout(10_000);
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
