import { groszeText, parseGrosze } from './grosze.js';

describe('money as typed', () => {
  it.each([
    ['1234,50', 123450],
    ['1 234,5', 123450],
    ['12\u00a0345.00 zł', 1234500],
    ['0', 0],
    ['45000', 4_500_000],
  ])('%p is %d grosze', (text, grosze) => expect(parseGrosze(text)).toBe(grosze));

  it.each(['', 'dużo', '-5', '1,234.50', '1,005', '1e3'])('%p is not an amount', (text) =>
    expect(parseGrosze(text)).toBeNull(),
  );

  it('what is shown in a field is read back as the same amount', () => {
    expect(groszeText(123405)).toBe('1234,05');
    expect(parseGrosze(groszeText(123405))).toBe(123405);
  });
});
