import { startRedis } from '../support/redis.js';
import { startOffice } from '../support/running-office.js';
import { until } from '../support/until.js';

/** In a file of its own: BullMQ keeps the kind of its store for the whole process. */
it('a process that works on jobs is of no use without its queue, and says so at once', async () => {
  const redis = await startRedis();
  const office = await startOffice({ ROLES: 'jobs', QUEUE_URL: redis.url });
  const answer = async (path: string) => {
    const response = await fetch(office.url + path);
    return { http: response.status, text: await response.text() };
  };
  const becomesReady = () =>
    until(async () => (await answer('/health/ready')).http === 200, { timeoutMs: 30_000, what: 'the queue' });
  try {
    await becomesReady();
    await redis.stop();

    const { http, text } = await answer('/health/ready');
    expect(http).toBe(503);
    expect(JSON.parse(text)).toMatchObject({
      status: 'down',
      dependencies: { queue: { status: 'down', error: expect.any(String) }, database: { status: 'up' } },
    });
    const metrics = (await answer('/metrics')).text;
    expect(metrics).toMatch(/^pogotowie_queue_up 0$/m);
    expect(metrics).toMatch(/^pogotowie_database_up 1$/m);
  } finally {
    await redis.start();
    await becomesReady();
    await office.stop();
    await redis.close();
  }
}, 90_000);
