import { csrfOf, type RunningOffice, startOffice } from '../support/running-office.js';

let office: RunningOffice;
let coordinator: string;
let technician: string;
beforeAll(async () => {
  office = await startOffice({ ROLES: 'web' });
  coordinator = await office.signIn('naczelnik');
  technician = await office.signIn('technik');
});
afterAll(() => office.stop());

async function open(path: string, cookie: string) {
  const response = await fetch(office.url + path, { headers: { cookie }, redirect: 'manual' });
  return { status: response.status, html: await response.text() };
}

async function send(path: string, fields: Record<string, string>, cookie: string) {
  const csrf = await csrfOf(office.url, cookie);
  const response = await fetch(office.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: csrf.cookie },
    body: new URLSearchParams({ ...fields, _csrf: csrf.token }),
  });
  return { status: response.status, html: await response.text(), location: response.headers.get('location') };
}

const aRule = {
  name: 'Niszczarki',
  enabled: 'on',
  match: 'all',
  'clauses.0.field': 'text',
  'clauses.0.operator': 'words',
  'clauses.0.values': 'niszczarka\nniszczar* dokument',
  'clauses.1.field': 'unit',
  'clauses.1.operator': 'equals',
  'clauses.1.values': '',
  category: 'HARDWARE',
  triageResult: 'DISPOSAL',
  impact: '',
  urgency: 'LOW',
  queue: '',
  assigneeId: '',
};

async function ruleOf(name: string) {
  const [rule] = await office.db.dataSource.query<
    { id: number; position: number; conditions: unknown; results: unknown }[]
  >('SELECT r.id, r.position, r.conditions, r.results FROM triage_rule r WHERE r.name = $1', [name]);
  return rule!;
}

async function aTicket(): Promise<{ id: number; path: string }> {
  const [row] = await office.db.dataSource.query<{ id: number; number: string }[]>(
    `INSERT INTO ticket (number, subject, category, queue, channel, requester_name, received_at, created_at, updated_at)
     SELECT 'ZG/2020/' || lpad((count(*) + 1)::text, 6, '0'), 'Sprawa', 'OTHER', 'FRONT', 'EMAIL', 'Anna', now(), now(), now() FROM ticket RETURNING id, number`,
  );
  return { id: row!.id, path: `/tickets/${row!.number.replaceAll('/', '-')}` };
}

async function classificationOf(id: number) {
  const [row] = await office.db.dataSource.query<Record<string, unknown>[]>(
    `SELECT t.category, t.queue, t.priority, t.triage_result AS "triageResult", t.restricted, a.inventory_number AS asset,
       (SELECT array_agg(o.kind) FROM ticket_obligation o WHERE o.ticket_id = t.id) AS obligations
     FROM ticket t LEFT JOIN asset a ON a.id = t.asset_id WHERE t.id = $1`,
    [id],
  );
  return row!;
}

describe('rules in the settings', () => {
  it('given a filled form, when a rule is added, then empty conditions are left out and the list shows it', async () => {
    expect(await send('/settings/triage-rules', aRule, coordinator)).toMatchObject({ status: 303 });
    expect(await ruleOf('Niszczarki')).toMatchObject({
      conditions: {
        match: 'all',
        clauses: [{ field: 'text', operator: 'words', values: ['niszczarka', 'niszczar* dokument'], negated: false }],
      },
      results: { category: 'HARDWARE', triageResult: 'DISPOSAL', urgency: 'LOW' },
    });
    expect((await open('/settings/triage-rules', coordinator)).html).toContain('załatwienie: Likwidacja');
  });

  it('given a rule, when it is opened and saved as it is, then nothing changes', async () => {
    const { id, ...before } = await ruleOf('Drukarka do naprawy');
    const { html } = await open(`/settings/triage-rules/${id}`, coordinator);
    const fields: Record<string, string> = { name: 'Drukarka do naprawy', enabled: 'on' };
    for (const [, name, value] of html.matchAll(/<textarea[^>]* name="(clauses[^"]*)"[^>]*>\n([^<]*)<\/textarea>/g))
      fields[name!] = value!;
    for (const [, name, options] of html.matchAll(/<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
      fields[name!] = /value="([^"]*)" selected/.exec(options!)?.[1] ?? /value="([^"]*)"/.exec(options!)![1]!;
    fields.match = /name="match" value="(\w+)" checked/.exec(html)![1]!;

    expect((await send(`/settings/triage-rules/${id}`, fields, coordinator)).status).toBe(303);
    expect(await ruleOf('Drukarka do naprawy')).toEqual({ id, ...before });
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['no name', { name: ' ' }, 422, 'Uzupełnij to pole'],
    ['a name in use', { name: 'Drukowanie' }, 409, 'Jest już reguła o tej nazwie'],
    ['no condition', { 'clauses.0.values': ' ' }, 422, 'co najmniej jeden warunek'],
    ['no result', { category: '', triageResult: '', urgency: '' }, 422, 'co najmniej jeden wynik'],
  ])('given %s, when it is saved, then it is refused and what was typed stays', async (_case, over, code, message) => {
    const { status, html } = await send('/settings/triage-rules', { ...aRule, name: 'Inna', ...over }, coordinator);
    expect(status).toBe(code);
    expect(html).toContain(message);
    if (!over['clauses.0.values']) expect(html).toContain('niszczar* dokument');
  });

  it('moves, switches off and removes a rule', async () => {
    const { id, position } = await ruleOf('Niszczarki');
    await send(`/settings/triage-rules/${id}/position`, { direction: 'up' }, coordinator);
    expect((await ruleOf('Niszczarki')).position).toBe(position - 1);
    await send(`/settings/triage-rules/${id}/enabled`, { enabled: '' }, coordinator);
    expect((await open('/settings/triage-rules', coordinator)).html).toContain('wyłączona');
    await send(`/settings/triage-rules/${id}/deletion`, {}, coordinator);
    expect((await open(`/settings/triage-rules/${id}`, coordinator)).status).toBe(404);
  });

  it('tries the rules on a pasted text and says why', async () => {
    const { status, html } = await send(
      '/settings/triage-rules/trial',
      {
        senderEmail: 'pracownik@urzad.example',
        subject: 'PILNE',
        body: 'Drukarka <b>zacina</b> papier',
        attachmentName: '',
      },
      technician,
    );
    expect(status).toBe(200);
    expect(html).toContain('Drukarka do naprawy');
    expect(html).toContain('<q>zacina</q>');
    expect(html).toContain('niespełniony warunek');
    expect(html).toContain('Drukarka &lt;b&gt;zacina');
  });

  it('is for those who may', async () => {
    const employee = await office.signIn('pracownik');
    expect((await open('/settings/triage-rules', employee)).status).toBe(403);
    const auditor = await office.signIn('audytor');
    expect((await open('/settings/triage-rules', auditor)).status).toBe(200);
    expect((await send('/settings/triage-rules', aRule, auditor)).status).toBe(403);
  });
});

describe('triage of a ticket by a person', () => {
  const fields = {
    category: 'OTHER',
    queue: 'FRONT',
    impact: 'PERSON',
    urgency: 'NORMAL',
    triageResult: '',
    assetInventoryNumber: '',
  };

  it('given another category, when it is saved, then queue, priority and obligations follow', async () => {
    const ticket = await aTicket();
    const answer = await send(
      `${ticket.path}/triage`,
      { ...fields, category: 'HARDWARE', impact: 'UNIT', triageResult: 'REPAIR' },
      technician,
    );
    expect(answer).toMatchObject({ status: 303, location: ticket.path });
    expect(await classificationOf(ticket.id)).toMatchObject({
      category: 'HARDWARE',
      queue: 'HARDWARE',
      priority: 'HIGH',
      triageResult: 'REPAIR',
      obligations: ['REPAIR_PROTOCOL'],
    });
  });

  it('given a queue chosen on purpose, when it is saved, then it stays', async () => {
    const ticket = await aTicket();
    await send(`${ticket.path}/triage`, { ...fields, category: 'HARDWARE', queue: 'INFRASTRUCTURE' }, technician);
    expect(await classificationOf(ticket.id)).toMatchObject({ category: 'HARDWARE', queue: 'INFRASTRUCTURE' });
  });

  it('given a device, when it is saved, then it is linked; an unknown one is refused and nothing changes', async () => {
    const ticket = await aTicket();
    await office.db.dataSource.query(
      `INSERT INTO asset (inventory_number, kind, model, title, accepted_on) VALUES ('UM-7', 'PRINTER', 'LaserJet', 'PURCHASED', '2024-01-02')`,
    );
    await send(`${ticket.path}/triage`, { ...fields, assetInventoryNumber: 'um-7' }, technician);
    expect((await classificationOf(ticket.id)).asset).toBe('UM-7');

    const refused = await send(
      `${ticket.path}/triage`,
      { ...fields, category: 'EMAIL', assetInventoryNumber: 'UM-X' },
      technician,
    );
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('Nie ma urządzenia o tym numerze');
    expect(await classificationOf(ticket.id)).toMatchObject({ category: 'OTHER', asset: 'UM-7' });
  });

  it('given a security incident, when a technician outside that queue says so, then the ticket leaves their sight', async () => {
    const ticket = await aTicket();
    await office.db.dataSource.query('DELETE FROM queue_member');
    const answer = await send(`${ticket.path}/triage`, { ...fields, category: 'SECURITY' }, technician);
    expect(answer.location).toBe('/tickets');
    expect(await classificationOf(ticket.id)).toMatchObject({ queue: 'SECURITY', restricted: true });
    expect((await open(ticket.path, technician)).status).toBe(404);
  });

  it('given a person, when they are chosen with it, then both happen', async () => {
    const ticket = await aTicket();
    const { id: personId } = office.people.byEmail('technik@urzad.example');
    await send(`${ticket.path}/triage`, { ...fields, category: 'EMAIL', assigneeId: String(personId) }, technician);
    const [row] = await office.db.dataSource.query<{ assignee_id: number; status: string }[]>(
      'SELECT t.assignee_id, t.status FROM ticket t WHERE t.id = $1',
      [ticket.id],
    );
    expect(row).toEqual({ assignee_id: personId, status: 'ASSIGNED' });
  });
});
