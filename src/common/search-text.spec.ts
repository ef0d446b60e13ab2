import { toTsQuery, toTsVector } from './search-text.js';

describe('toTsVector', () => {
  it.each([
    ['folded form and stem at one position', ['Drukarkę'], "'drukarke':1 'drukark':1"],
    ['single letters say nothing, digits do', ['w pok. 7'], "'pok':1 '7':2"],
    ['e-mail is also email', ['e-mail'], "'email':1 'mail':1"],
    ['an inventory number whole and in parts', ['UM-013-D-0087'], "'um013d0087':1 'um':1 '013':2 '0087':3"],
    ['a ticket number in any spelling', ['ZG/2026/123 zg-2026-000123'], "'zg2026000123':1,2"],
    ['quotes and operators are no words', ["ab'cd & ef:* | !(g)"], "'abcd':1 'ab':1 'cd':2 'ef':3"],
    ['nothing', ['', '  !!! '], ''],
  ])('%s', (_rule, texts, vector) => {
    expect(toTsVector(texts)).toBe(vector);
  });

  it('keeps texts apart, so that no phrase spans two of them', () => {
    expect(toTsVector(['stary toner', 'nowy toner'])).toContain("'toner':2,5");
  });

  it('leaves out what is too long to be typed', () => {
    expect(toTsVector(['x'.repeat(61)])).not.toContain('x'.repeat(61));
  });
});

describe('toTsQuery', () => {
  it.each([
    ['nothing to look for', ' ?! ', null],
    ['a word in any form', 'drukarką ', "('drukark')"],
    ['the last word may be unfinished', 'nowa druka', "('now') & ('druk' | 'druka':*)"],
    ['two letters are too few to begin a word', 'toner um', "('toner') & ('um')"],
    ['a phrase', '„nie działa”', "('nie' <-> 'dzial')"],
    ['an inventory number being typed', 'UM-013-D-00', "('um' & '013' & '00' | 'um013d00':*)"],
    ['a ticket number', 'ZG/2026/000123 ', "('zg2026000123')"],
    ['an address', 'anna@urzad.example ', "('ann' & 'urzad' & 'exampl' | 'annaurzadexample')"],
    ['operators are no operators', "a & !b | c:* ') ", null],
  ])('%s', (_rule, typed, query) => expect(toTsQuery(typed)).toBe(query));
});
