import { grossOf, paragraphMismatch, totalsOf } from './request-totals.js';

const line = (unitGrossGrosze: number, quantity = 1) => ({
  quantity,
  unitNetGrosze: Math.floor(unitGrossGrosze / 1.23),
  unitGrossGrosze,
});

describe('totals of a request', () => {
  it('sums quantity times price', () => {
    const lines = [
      { quantity: 3, unitNetGrosze: 100_00, unitGrossGrosze: 123_00 },
      { quantity: 1, unitNetGrosze: 0, unitGrossGrosze: 0 },
    ];
    expect(totalsOf(lines)).toEqual({ netGrosze: 300_00, grossGrosze: 369_00 });
    expect(totalsOf([])).toEqual({ netGrosze: 0, grossGrosze: 0 });
  });

  it.each([
    [450_000, 553_500],
    [1, 1],
    [50, 62],
  ])('%d net is %d gross', (net, gross) => expect(grossOf(net)).toBe(gross));

  it.each([
    ['exactly 10 000 is low value', '750-75023-4210', line(10_000_00), null],
    ['a grosz more is an investment', '750-75023-4210', line(10_000_01), 'investment-on-current'],
    ['ten cheap pieces are not one dear piece', '750-75023-4210', line(5_000_00, 10), null],
    ['an investment on its paragraph', '750-75023-6060', line(45_000_00), null],
    ['toner on the investment paragraph', '750-75023-6060', line(200_00), 'current-on-investment'],
  ] as const)('%s', (_rule, classification, priced, mismatch) =>
    expect(paragraphMismatch(classification, [priced])).toBe(mismatch),
  );
});
