import { classify, compileRules, type TriageFacts } from './classify.js';
import type { Clause, Conditions, Results, TriageRule } from './triage-rule.js';

const facts = (over: Partial<TriageFacts> = {}): TriageFacts => ({
  senderEmail: 'anna@urzad.example',
  unitSymbol: 'WGOŚ',
  subject: 'Drukarka',
  body: 'Nie drukuje od rana. Proszę o pomoc.',
  addresses: ['helpdesk@urzad.example'],
  attachmentNames: [],
  ...over,
});
const clause = (over: Partial<Clause> = {}): Clause => ({
  field: 'text',
  operator: 'words',
  values: ['drukarka'],
  negated: false,
  ...over,
});
let lastId = 0;
const rule = (results: Results, ...clauses: Clause[]): TriageRule => named(`r${lastId + 1}`, results, 'all', clauses);
const named = (name: string, results: Results, match: Conditions['match'], clauses: Clause[]): TriageRule => ({
  id: ++lastId,
  name,
  conditions: { match, clauses: clauses.length > 0 ? clauses : [clause()] },
  results,
});
const decide = (rules: TriageRule[], over: Partial<TriageFacts> = {}) => classify(compileRules(rules), facts(over));

describe('a condition', () => {
  it.each<[string, Partial<Clause>, Partial<TriageFacts>, boolean]>([
    ['another form of the word', { values: ['drukarka'] }, { subject: 'dwie DRUKARKI' }, true],
    ['no diacritics', { values: ['głośno pracuje'] }, { body: 'glosno pracuje' }, true],
    ['a typing error in a long word', { values: ['drukarka'] }, { subject: 'durkarka' }, true],
    ['no typing errors in short words', { values: ['toner'] }, { subject: 'tener', body: '' }, false],
    ['all words of a value in one sentence', { values: ['drukuje rana'] }, {}, true],
    ['not spread over two sentences', { values: ['drukuje pomoc'] }, {}, false],
    ['a wrapped line is one sentence', { values: ['drukuje rana'] }, { body: 'nie drukuje\nod rana' }, true],
    ['subject and body are two sentences', { values: ['drukarka rana'] }, {}, false],
    ['any of the values', { values: ['ploter', 'drukarka'] }, {}, true],
    ['a beginning', { values: ['drukar*'] }, { subject: 'drukarenka' }, true],
    ['only the subject', { field: 'subject', values: ['rana'] }, {}, false],
    ['a phrase as written', { operator: 'phrase', values: ['od rana'] }, {}, true],
    ['a phrase in another order', { operator: 'phrase', values: ['rana od'] }, {}, false],
    ['a phrase in another form', { operator: 'phrase', values: ['od rano'] }, {}, false],
    ['a phrase with an open end', { operator: 'phrase', values: ['nie druk*'] }, {}, true],
    ['the sender', { field: 'sender', operator: 'equals', values: ['Anna@urzad.example'] }, {}, true],
    ['the domain', { field: 'senderDomain', operator: 'equals', values: ['urzad.example'] }, {}, true],
    [
      'a part of the domain is not the domain',
      { field: 'senderDomain', operator: 'equals', values: ['example'] },
      {},
      false,
    ],
    ['no sender', { field: 'sender', operator: 'equals', values: ['a@b.pl'] }, { senderEmail: null }, false],
    ['a unit without Polish letters', { field: 'unit', operator: 'equals', values: ['wgos'] }, {}, true],
    ['the address written to', { field: 'address', operator: 'equals', values: ['helpdesk@urzad.example'] }, {}, true],
    ['any attachment', { field: 'attachment', operator: 'present', values: [] }, { attachmentNames: ['a.pdf'] }, true],
    ['no attachment', { field: 'attachment', operator: 'present', values: [] }, {}, false],
    [
      'a word in a file name',
      { field: 'attachment', values: ['wniosek'] },
      { attachmentNames: ['Wniosek_zakup.pdf'] },
      true,
    ],
    ['nothing of this', { values: ['ploter'], negated: true }, {}, true],
    ['something of this', { values: ['drukarka'], negated: true }, {}, false],
    ['a value without words', { values: ['***'] }, {}, false],
  ])('%s', (_case, over, about, fits) => {
    expect(decide([rule({ category: 'PRINTING' }, clause(over))], about).category).toBe(fits ? 'PRINTING' : 'OTHER');
  });

  it('is one of several, or all of them', () => {
    const clauses = [clause({ values: ['ploter'] }), clause()];
    expect(decide([named('any', { category: 'PRINTING' }, 'any', clauses)]).category).toBe('PRINTING');
    expect(decide([named('all', { category: 'PRINTING' }, 'all', clauses)]).category).toBe('OTHER');
  });
});

describe('a decision', () => {
  it('without any rule: other, first line, normal', () => {
    expect(decide([])).toEqual({
      category: 'OTHER',
      queue: 'FRONT',
      impact: 'PERSON',
      urgency: 'NORMAL',
      priority: 'NORMAL',
      assigneeId: null,
      triageResult: null,
      restricted: false,
      ruleId: null,
      trace: [],
      misses: [],
    });
  });

  it('is the first rule that fits; a later one of the same category or of none fills what is open', () => {
    const first = rule({ category: 'PRINTING', impact: 'UNIT' });
    const other = rule({ category: 'HARDWARE', triageResult: 'DISPOSAL' });
    const same = rule({ category: 'PRINTING', triageResult: 'REPAIR', impact: 'OFFICE' });
    const none = rule({ urgency: 'HIGH', triageResult: 'ADVICE' });
    expect(decide([first, other, same, none])).toMatchObject({
      category: 'PRINTING',
      queue: 'HARDWARE',
      impact: 'UNIT',
      urgency: 'HIGH',
      priority: 'HIGH',
      triageResult: 'REPAIR',
      ruleId: first.id,
      trace: [
        { ruleId: first.id, found: [{ field: 'text', words: ['Drukarka'] }], gave: ['category', 'impact'] },
        { ruleId: same.id, gave: ['triageResult'] },
        { ruleId: none.id, gave: ['urgency'] },
      ],
      misses: [{ ruleId: other.id, reason: { kind: 'other-category', category: 'HARDWARE' } }],
    });
  });

  it('tells which condition failed', () => {
    const wanted = rule({ category: 'PRINTING' }, clause(), clause({ values: ['ploter'] }));
    expect(decide([wanted]).misses).toEqual([
      { ruleId: wanted.id, rule: wanted.name, reason: { kind: 'condition', clause: 1 } },
    ]);
  });

  it.each<[string, Results, Partial<TriageFacts>, string]>([
    ['of the rule', { category: 'PRINTING', queue: 'FRONT' }, { mailboxQueue: 'PURCHASING' }, 'FRONT'],
    ['of the mailbox', { category: 'PRINTING' }, { mailboxQueue: 'PURCHASING' }, 'PURCHASING'],
    ['of the category', { category: 'NETWORK' }, {}, 'INFRASTRUCTURE'],
    ['security, whatever the rule says', { category: 'SECURITY', queue: 'FRONT' }, {}, 'SECURITY'],
    ['security by its result', { triageResult: 'SECURITY' }, {}, 'SECURITY'],
  ])('takes the queue %s', (_case, results, about, queue) => {
    const decision = decide([rule(results)], about);
    expect(decision.queue).toBe(queue);
    expect(decision.restricted).toBe(queue === 'SECURITY');
  });

  it('leaves the category that the requester chose, and fills in the rest', () => {
    const rules = [
      rule({ category: 'HARDWARE', triageResult: 'DISPOSAL' }),
      rule({ category: 'PRINTING', triageResult: 'REPAIR' }),
    ];
    expect(decide(rules, { stated: { category: 'PRINTING', impact: 'UNIT' } })).toMatchObject({
      category: 'PRINTING',
      triageResult: 'REPAIR',
      priority: 'HIGH',
    });
  });

  it('settles a category as usual when no rule says how', () => {
    expect(decide([], { stated: { category: 'PURCHASE' } }).triageResult).toBe('PURCHASE');
    expect(decide([], { stated: { category: 'SECURITY' } })).toMatchObject({
      triageResult: 'SECURITY',
      restricted: true,
    });
    expect(decide([], { stated: { category: 'HARDWARE' } }).triageResult).toBeNull();
  });

  it('is security even when the requester chose otherwise', () => {
    const rules = [rule({ category: 'SECURITY', triageResult: 'SECURITY' })];
    expect(decide(rules, { stated: { category: 'EMAIL' } })).toMatchObject({ category: 'SECURITY', restricted: true });
  });
});
