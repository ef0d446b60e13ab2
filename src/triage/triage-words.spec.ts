import { isTypo } from './triage-words.js';

it.each([
  ['swapped', 'drukark', 'durkark', true],
  ['missing', 'komputer', 'kompter', true],
  ['doubled', 'komputer', 'kommputer', true],
  ['wrong', 'monitor', 'momitor', true],
  ['the same', 'monitor', 'monitor', true],
  ['two errors', 'monitor', 'momitar', false],
  ['short words', 'toner', 'tomer', false],
  ['another length', 'drukark', 'druk', false],
  ['with a digit', 'drukark', 'drukar4', false],
])('a typing error: %s', (_case, right, written, typo) => expect(isTypo(right, written)).toBe(typo));
