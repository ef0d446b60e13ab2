import { isInventoryNumber, normalizeInventoryNumber } from './inventory-number.js';

describe('inventory numbers', () => {
  it.each([
    [' um-013-d-0087 ', 'UM-013-D-0087'],
    ['487/12/2024', '487/12/2024'],
    ['st  4  12', 'ST 4 12'],
    ['ŁZ-1', 'ŁZ-1'],
  ])('%p is kept as %p', (typed, kept) => {
    expect(normalizeInventoryNumber(typed)).toBe(kept);
    expect(isInventoryNumber(kept)).toBe(true);
  });

  it.each(['', '-1', 'A;B', 'A\u0000B', 'A'.repeat(41), 'UM-1-'])('%p is refused', (typed) => {
    expect(isInventoryNumber(normalizeInventoryNumber(typed))).toBe(false);
  });
});
