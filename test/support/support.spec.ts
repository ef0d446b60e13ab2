import { Redis } from 'ioredis';
import nodemailer from 'nodemailer';
import { accessibilityProblems } from './axe.js';
import { openBrowser } from './browser.js';
import { startRedis } from './redis.js';
import { startSmtpSink } from './smtp-sink.js';

/** The other tests trust these servers; when one is missing, this file says so first and in plain words. */
it('Chromium opens a page and axe finds what is wrong with it', async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    await page.setContent('<html lang="pl"><title>Próba</title><main><h1>Żółw</h1><img src="data:,"></main></html>');
    expect(await page.locator('h1').textContent()).toBe('Żółw');
    expect(await accessibilityProblems(page)).toEqual([expect.stringContaining('image-alt')]);
  } finally {
    await browser.close();
  }
});

it('the SMTP sink keeps what it gets, refuses when told to, and comes back on its port', async () => {
  const sink = await startSmtpSink();
  const transport = nodemailer.createTransport(sink.url);
  const mail = { from: 'a@urzad.example', to: 'b@urzad.example', subject: 'Próba', text: 'Treść' };
  try {
    await transport.sendMail(mail);
    expect((await sink.next()).mail.subject).toBe('Próba');

    sink.refuse = () => ({ code: 451, message: 'later' });
    await expect(transport.sendMail(mail)).rejects.toMatchObject({ responseCode: 451 });

    await sink.stop();
    await expect(transport.sendMail(mail)).rejects.toMatchObject({ code: 'ESOCKET' });
    sink.refuse = undefined;
    await sink.start();
    await transport.sendMail(mail);
    expect(sink.received).toHaveLength(2);
  } finally {
    await sink.stop();
  }
});

it('Redis answers', async () => {
  const redis = await startRedis();
  const client = new Redis(redis.url);
  expect(await client.ping()).toBe('PONG');
  client.disconnect();
  await redis.close();
});
