import { triageReasons } from './triage-reasons.js';

it('names rules with the words they found, and the unit that the text names', () => {
  const trace = {
    fired: [
      { ruleId: 1, rule: 'Drukowanie', found: [{ field: 'text', words: ['nie', 'drukuje'] }], gave: ['category'] },
    ],
    proposedUnit: 'WF',
  };
  expect(triageReasons(trace)).toEqual({
    rules: [{ rule: 'Drukowanie', words: ['nie … drukuje'] }],
    proposedUnit: 'WF',
  });
});

it.each([null, undefined, [], {}, { fired: 'x' }])('has no reasons without a trace: %j', (trace) =>
  expect(triageReasons(trace)).toEqual({ rules: [], proposedUnit: null }),
);
