import type { Actor } from '../../src/access/actor.js';
import { EventsService } from '../../src/events/events.service.js';
import { TriageRulesService, type RuleContent } from '../../src/triage/triage-rules.service.js';
import { TriageService } from '../../src/triage/triage.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { anActor, aUnitId, eventsOf, testConfig } from '../support/office.js';

const AT = new Date('2026-03-10T09:00:00Z');

let db: TestDatabase;
let rules: TriageRulesService;
let triage: TriageService;
let coordinator: Actor;
beforeAll(async () => {
  db = await openTestDatabase();
  rules = new TriageRulesService(db.dataSource, new EventsService());
  triage = new TriageService(testConfig());
  coordinator = await anActor(db, { roles: ['triage'] });
});
afterAll(() => db.close());

const aRule = (name: string, over: Partial<RuleContent> = {}): RuleContent => ({
  name,
  enabled: true,
  conditions: {
    match: 'all',
    clauses: [{ field: 'text', operator: 'words', values: [name], negated: false }],
  },
  results: { category: 'TELEPHONY' },
  ...over,
});
const decide = (subject: string, body = '') =>
  triage.classify(
    db.dataSource.manager,
    { senderEmail: null, unitSymbol: null, subject, body, addresses: [], attachmentNames: [] },
    AT,
  );
const order = async () =>
  (await db.dataSource.query<{ id: number }[]>('SELECT r.id FROM triage_rule r ORDER BY r.position, r.id')).map(
    ({ id }) => id,
  );

describe('rules in the settings', () => {
  it('given a new rule, when the next request comes, then it decides, and its change and removal too', async () => {
    expect((await decide('kwatuplak')).category).toBe('OTHER');

    const id = await rules.create(coordinator, aRule('kwatuplak'), AT);
    expect(await decide('kwatuplak')).toMatchObject({ category: 'TELEPHONY', ruleId: id });

    await rules.change(coordinator, id, aRule('kwatuplak', { results: { category: 'EMAIL' } }), AT);
    expect((await decide('kwatuplak')).category).toBe('EMAIL');

    await rules.setEnabled(coordinator, id, false, AT);
    expect((await decide('kwatuplak')).category).toBe('OTHER');

    await rules.remove(coordinator, id, AT);
    expect(await eventsOf(db, 'triage_rule', id)).toEqual([
      'triage-rule.created',
      'triage-rule.changed',
      'triage-rule.changed',
      'triage-rule.deleted',
    ]);
  });

  it('given rules in an order, when one moves up, then it is asked before the other', async () => {
    const first = await rules.create(coordinator, aRule('zielony', { results: { category: 'EMAIL' } }), AT);
    const second = await rules.create(coordinator, aRule('słoń', { results: { category: 'NETWORK' } }), AT);
    expect((await decide('zielony słoń')).category).toBe('EMAIL');

    await rules.move(coordinator, second, 'up', AT);
    expect((await decide('zielony słoń')).category).toBe('NETWORK');
    expect((await order()).slice(-2)).toEqual([second, first]);

    await rules.move(coordinator, first, 'down', AT);
    expect((await order()).slice(-2)).toEqual([second, first]);
  });

  it('given a name in use, when another rule takes it, then it is refused with the field', async () => {
    await rules.create(coordinator, aRule('podwójna'), AT);
    await expect(rules.create(coordinator, aRule('podwójna'), AT)).rejects.toMatchObject({
      code: 'triage-rule.name-taken',
      fields: { name: expect.any(String) },
    });
  });

  it('given a technician, when they change a rule, then it is refused', async () => {
    const technician = await anActor(db, { roles: ['technician'] });
    await expect(rules.create(technician, aRule('cudza'), AT)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('given a rule that names a person who is no technician, when it fits, then nobody is assigned', async () => {
    const { personId } = await anActor(db);
    await rules.create(coordinator, aRule('nosorożec', { results: { assigneeId: personId } }), AT);
    expect(await decide('nosorożec')).toMatchObject({ assigneeId: null });
  });

  it('given a rule that names a technician, when it fits, then that person is assigned', async () => {
    const { personId } = await anActor(db);
    await db.dataSource.query(
      `INSERT INTO role_assignment (person_id, role, valid_from) VALUES ($1, 'technician', '2026-01-01')`,
      [personId],
    );
    await rules.create(coordinator, aRule('hipopotam', { results: { assigneeId: personId } }), AT);
    expect(await decide('hipopotam')).toMatchObject({ assigneeId: personId });
  });
});

describe('proposing a unit', () => {
  it('keeps what the text names with the reasons, only when the directory knows no unit', async () => {
    await aUnitId(db, 'WXY');
    const text = {
      subject: 'Drukarka',
      body: 'Nie drukuje.\nJan Testowy, WXY',
      senderEmail: null,
      addresses: [],
      attachmentNames: [],
    };
    const unknown = await triage.classify(db.dataSource.manager, { ...text, unitSymbol: null }, AT);
    expect(unknown.trace).toMatchObject({ proposedUnit: 'WXY', fired: [{ rule: 'Drukowanie' }] });
    const known = await triage.classify(db.dataSource.manager, { ...text, unitSymbol: 'WF' }, AT);
    expect(known.trace.proposedUnit).toBeNull();
  });

  it('names an open unit that the signature names', async () => {
    const id = await aUnitId(db, 'WKŚ');
    expect(await triage.proposeUnit(db.dataSource.manager, '', 'Proszę o pomoc.\nJan Testowy, WKS', AT)).toMatchObject({
      id,
    });
    await db.dataSource.query(`UPDATE organizational_unit SET closed_on = '2026-01-01' WHERE id = $1`, [id]);
    expect(await triage.proposeUnit(db.dataSource.manager, '', 'Jan Testowy, WKS', AT)).toBeNull();
  });
});
