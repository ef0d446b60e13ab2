import { LiveHub } from '../../src/web/live-hub.js';
import { type RunningOffice, startOffice } from '../support/running-office.js';
import { until } from '../support/until.js';

let office: RunningOffice;
beforeAll(async () => (office = await startOffice()), 120_000);
afterAll(() => office.stop(), 60_000);

/** What one open page has been told so far. */
class Stream {
  text = '';
  isOver = false;

  static async open(cookie: string): Promise<Stream> {
    const stream = new Stream();
    const response = await fetch(`${office.url}/live`, { headers: { cookie } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    void stream.read(response.body!);
    await until(() => stream.text.includes('retry'), { what: 'the beginning of the stream' });
    return stream;
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of body) this.text += decoder.decode(chunk, { stream: true });
    this.isOver = true;
  }

  async hears(number: string): Promise<void> {
    await until(() => this.text.includes(number), { what: `a hint of ${number}` });
  }
}

async function aTicket(category: string): Promise<string> {
  const response = await fetch(`${office.url}/api/v1/tickets`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-token', 'content-type': 'application/json' },
    body: JSON.stringify({ subject: 'Sprawa', text: 'Opis.', requesterEmail: 'pracownik@urzad.example', category }),
  });
  return ((await response.json()) as { number: string }).number;
}

it('a hint reaches those who may see the ticket, and nobody else', async () => {
  const technician = await Stream.open(await office.signIn('technik'));
  const auditor = await Stream.open(await office.signIn('audytor'));

  const secret = await aTicket('SECURITY');
  const plain = await aTicket('PRINTING');

  await technician.hears(secret);
  await auditor.hears(plain);
  expect(auditor.text).not.toContain(secret);
});

it('a stream follows the roles of its person and ends with the session', async () => {
  const cookie = await office.signIn('naczelnik');
  const head = await Stream.open(cookie);
  const technician = await Stream.open(await office.signIn('technik'));
  const { dataSource } = office.db;
  const hub = office.running.app.get(LiveHub);
  await dataSource.query(`UPDATE role_assignment SET valid_to = current_date WHERE role = 'itHead'`);

  await hub.reviewListeners();
  const secret = await aTicket('SECURITY');
  await technician.hears(secret);
  expect(head.text).not.toContain(secret);

  await dataSource.query('UPDATE session SET revoked_at = now()');
  await hub.reviewListeners();
  await until(() => head.isOver && technician.isOver, { what: 'the end of the streams' });
});
