import { formatPercent } from '../rendering/format.js';
import { type RegisterGroup, registerOn } from './asset-register.js';
import { type AcceptedItem, boughtComputers, keptPieces } from './bought-computers.js';
import { meets, type Target } from './ratio.js';

const TARGET: Target = { comparator: '>=', percent: '15.000' };
const wholeYear = (year: number) => ({ firstDay: `${year}-01-01`, lastDay: `${year}-12-31` });

function inRegister(pieces: number, differs: Partial<RegisterGroup> = {}): RegisterGroup {
  return {
    acceptedOn: '2019-01-01',
    withdrawnOn: null,
    countsAsEquipment: true,
    countsAsComputer: true,
    pieces,
    ...differs,
  };
}
function accepted(pieces: number, acceptedOn = '2026-05-11', differs: Partial<AcceptedItem> = {}): AcceptedItem {
  return { acceptedOn, countsAsComputer: true, pieces, refunded: 0, ...differs };
}

const computers = (pieces: number, differs: Partial<RegisterGroup> = {}) => inRegister(pieces, differs);
const notComputers = { countsAsComputer: false };

/** Domain guide section 4, table C. */
const ORACLES: [
  string,
  { items: AcceptedItem[]; register: RegisterGroup[]; year?: number },
  number,
  number,
  string,
  boolean | null,
][] = [
  ['C01 exactly 15% is enough', { items: [accepted(90)], register: [computers(600)] }, 90, 600, '15,00%', true],
  ['C02 one fewer is not', { items: [accepted(89)], register: [computers(600)] }, 89, 600, '14,83%', false],
  [
    'C03a ordered in December, accepted in January: the next year',
    {
      items: [accepted(70), accepted(20, '2027-01-12')],
      register: [computers(580), computers(20, { acceptedOn: '2027-01-12' })],
    },
    70,
    580,
    '12,06%',
    false,
  ],
  [
    'C03b that next year',
    {
      year: 2027,
      items: [accepted(70), accepted(20, '2027-01-12'), accepted(72, '2027-05-04')],
      register: [
        computers(508),
        computers(72, { withdrawnOn: '2027-06-15' }),
        computers(20, { acceptedOn: '2027-01-12' }),
        computers(72, { acceptedOn: '2027-05-04' }),
      ],
    },
    92,
    600,
    '15,33%',
    true,
  ],
  [
    'C04 a partial delivery counts when it was accepted',
    {
      items: [accepted(55), accepted(30, '2026-12-18'), accepted(20, '2027-01-11')],
      register: [computers(590), computers(20, { acceptedOn: '2027-01-11' })],
    },
    85,
    590,
    '14,40%',
    false,
  ],
  [
    'C05 donated and leased ones are in the register but not bought',
    { items: [accepted(60)], register: [computers(575), computers(15), computers(10)] },
    60,
    600,
    '10,00%',
    false,
  ],
  [
    'C06 servers, monitors and tablets are not computers',
    {
      items: [
        accepted(90),
        accepted(2, '2026-05-11', notComputers),
        accepted(40, '2026-05-11', notComputers),
        accepted(10, '2026-05-11', notComputers),
      ],
      register: [computers(600), inRegister(52, notComputers)],
    },
    90,
    600,
    '15,00%',
    true,
  ],
  [
    'C07 bought and withdrawn in the same year',
    {
      items: [accepted(90)],
      register: [computers(599), computers(1, { acceptedOn: '2026-05-11', withdrawnOn: '2026-10-01' })],
    },
    90,
    599,
    '15,02%',
    true,
  ],
  [
    'C08 the register of 31 December, not of 1 January',
    {
      items: [accepted(90)],
      register: [
        computers(525),
        computers(75, { withdrawnOn: '2026-09-01' }),
        computers(90, { acceptedOn: '2026-05-11' }),
      ],
    },
    90,
    615,
    '14,63%',
    false,
  ],
  [
    'C09a returned with refund: subtracted',
    {
      items: [accepted(90, '2026-05-11', { refunded: 2 })],
      register: [computers(598), computers(2, { acceptedOn: '2026-05-11', withdrawnOn: '2026-06-01' })],
    },
    88,
    598,
    '14,71%',
    false,
  ],
  [
    'C09b exchanged under complaint: still bought',
    {
      items: [accepted(90)],
      register: [
        computers(598),
        computers(2, { acceptedOn: '2026-05-11', withdrawnOn: '2026-06-01' }),
        computers(2, { acceptedOn: '2026-06-01' }),
      ],
    },
    90,
    600,
    '15,00%',
    true,
  ],
  ['C10 no computers', { items: [], register: [] }, 0, 0, 'brak danych', null],
  ['C11 no purchases', { items: [], register: [computers(600)] }, 0, 600, '0,00%', false],
  [
    '91 of 604 computers (annual card 2026)',
    { items: [accepted(91)], register: [computers(604)] },
    91,
    604,
    '15,06%',
    true,
  ],
];

describe('indicator 3, purchases', () => {
  it.each(ORACLES)('%s', (_id, { items, register, year = 2026 }, n, N, display, met) => {
    const period = wholeYear(year);
    const ratio = {
      numerator: keptPieces(boughtComputers(items, period)),
      denominator: registerOn(register, period.lastDay).computers,
    };
    expect(ratio).toEqual({ numerator: n, denominator: N });
    expect(formatPercent(ratio.numerator, ratio.denominator)).toBe(display);
    expect(meets(ratio, TARGET)).toBe(met);
  });
});
