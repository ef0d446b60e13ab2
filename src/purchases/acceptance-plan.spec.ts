import { type OrderedLine, parsePieces, planAcceptance } from './acceptance-plan.js';

const laptops: OrderedLine = { id: 11, position: 1, quantity: 3, acceptedBefore: 0, isRegistered: true };
const toner: OrderedLine = { id: 12, position: 2, quantity: 10, acceptedBefore: 4, isRegistered: false };
const pieces = (count: number) => Array.from({ length: count }, (_, index) => ({ inventoryNumber: `UM-${index}` }));

describe('a delivery', () => {
  it.each([
    ['all that is left completes the request', [delivered(11, 3), delivered(12, 6)], { kind: 'rest' }],
    ['one line of two is a part', [delivered(11, 3)], { kind: 'part' }],
    ['some pieces of a line are a part', [delivered(11, 1), delivered(12, 6)], { kind: 'part' }],
    ['nothing is not a delivery', [], { kind: 'refused', position: null, reason: 'nothing-delivered' }],
    [
      'zero pieces are not a delivery',
      [delivered(12, 0)],
      { kind: 'refused', position: 2, reason: 'nothing-delivered' },
    ],
    ['more than ordered', [delivered(11, 4)], { kind: 'refused', position: 1, reason: 'more-than-ordered' }],
    ['more than was left', [delivered(12, 7)], { kind: 'refused', position: 2, reason: 'more-than-ordered' }],
    ['a line of another request', [delivered(99, 1)], { kind: 'refused', position: null, reason: 'foreign-line' }],
    [
      'a piece without a number',
      [{ lineId: 11, quantity: 2, pieces: pieces(1) }],
      { kind: 'refused', position: 1, reason: 'pieces-differ' },
    ],
  ])('%s', (_rule, items, plan) => expect(planAcceptance([laptops, toner], items)).toEqual(plan));
});

function delivered(lineId: number, quantity: number) {
  return { lineId, quantity, pieces: lineId === 11 ? pieces(quantity) : [] };
}

describe('pieces as pasted', () => {
  it.each([
    [
      'semicolons',
      'UM-1;SN1\nUM-2; SN2',
      [
        ['UM-1', 'SN1'],
        ['UM-2', 'SN2'],
      ],
    ],
    [
      'tabs and Windows line ends',
      'UM-1\tSN1\r\nUM-2\t\r\n',
      [
        ['UM-1', 'SN1'],
        ['UM-2', null],
      ],
    ],
    ['blank lines and no serial', '\n UM-1 \n\n', [['UM-1', null]]],
    ['a serial without a number', ';SN1', [['', 'SN1']]],
    ['nothing', '', []],
  ])('%s', (_case, text, expected) =>
    expect(parsePieces(text)).toEqual(
      expected.map(([inventoryNumber, serialNumber]) => ({ inventoryNumber, serialNumber })),
    ),
  );
});
