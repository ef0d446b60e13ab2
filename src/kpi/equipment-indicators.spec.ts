import { type RegisterGroup, registerOn } from './asset-register.js';
import { type AcceptedItem, boughtComputers } from './bought-computers.js';
import { countedRepairs, type RepairRevision } from './counted-repairs.js';
import { displayPercent, meets, type Target } from './ratio.js';

const REPAIRS_TARGET: Target = { comparator: '<', percent: '10.000' };
const PURCHASES_TARGET: Target = { comparator: '>=', percent: '15.000' };
const wholeYear = (year: number) => ({ firstDay: `${year}-01-01`, lastDay: `${year}-12-31` });

let protocolId = 0;
function repair(differs: Partial<RepairRevision> = {}): RepairRevision {
  protocolId += 1;
  return { protocolId, revision: 1, state: 'APPROVED', completedOn: '2026-05-11', countedOperations: 1, ...differs };
}
const repairs = (count: number, differs: Partial<RepairRevision> = {}) =>
  Array.from({ length: count }, () => repair(differs));

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

const reopened = repair();
const retiredInJune = inRegister(12, { withdrawnOn: '2026-06-30' });

/** Domain guide section 4, table B. */
const REPAIR_ORACLES: [
  string,
  { revisions: RepairRevision[]; register?: RegisterGroup[]; year?: number },
  number,
  number,
  string,
  boolean | null,
][] = [
  ['B01 plain', { revisions: repairs(84) }, 84, 1000, '8,40%', true],
  ['B02 one short of the target', { revisions: repairs(99) }, 99, 1000, '9,90%', true],
  ['B03 exactly 10% fails', { revisions: repairs(100) }, 100, 1000, '10,00%', false],
  [
    'B04 one protocol counts once, whatever was replaced',
    { revisions: [2, 1, 2, 1].map((countedOperations) => repair({ countedOperations })) },
    4,
    1000,
    '0,40%',
    true,
  ],
  [
    'B05 cleaning, configuration, toner and "not economical" do not count',
    { revisions: [0, 0, 0, 0, 1].map((countedOperations) => repair({ countedOperations })) },
    1,
    1000,
    '0,10%',
    true,
  ],
  [
    'B06a reopened, protocol corrected',
    { revisions: [reopened, { ...reopened, revision: 2 }] },
    1,
    1000,
    '0,10%',
    true,
  ],
  ['B06b reopened, new protocol', { revisions: [repair(), repair()] }, 2, 1000, '0,20%', true],
  [
    'B07 a repair counts though its device left the register',
    { revisions: repairs(98), register: [inRegister(988), retiredInJune] },
    98,
    988,
    '9,91%',
    true,
  ],
  [
    'B08a done on 30 December, approved in January: the year of completion',
    { year: 2025, revisions: [...repairs(84, { completedOn: '2025-03-04' }), repair({ completedOn: '2025-12-30' })] },
    85,
    1000,
    '8,50%',
    true,
  ],
  [
    'B08b and not the year of approval',
    { year: 2026, revisions: [...repairs(84, { completedOn: '2025-03-04' }), repair({ completedOn: '2025-12-30' })] },
    0,
    1000,
    '0,00%',
    true,
  ],
  [
    'B09 drafts, returned and annulled ones do not count',
    {
      revisions: [
        ...repairs(86),
        ...repairs(2, { state: 'DRAFT' }),
        repair({ state: 'RETURNED' }),
        repair({ state: 'ANNULLED' }),
      ],
    },
    86,
    1000,
    '8,60%',
    true,
  ],
  [
    'B10 accepted on 31 December is in, withdrawn on 31 December is out',
    {
      revisions: repairs(84),
      register: [
        inRegister(999),
        inRegister(1, { acceptedOn: '2026-12-31' }),
        inRegister(1, { withdrawnOn: '2026-12-31' }),
      ],
    },
    84,
    1000,
    '8,40%',
    true,
  ],
  ['B11 an empty register', { revisions: repairs(3), register: [] }, 3, 0, 'brak danych', null],
  [
    'B12 9.990009…% is less than 10%',
    { revisions: repairs(100), register: [inRegister(1001)] },
    100,
    1001,
    '9,99%',
    true,
  ],
  ['B13 no repairs', { revisions: [] }, 0, 1000, '0,00%', true],
  [
    '88 repairs of 1012 devices (annual card 2026)',
    { revisions: repairs(88), register: [inRegister(1012)] },
    88,
    1012,
    '8,69%',
    true,
  ],
];

describe('indicator 2, repairs', () => {
  it.each(REPAIR_ORACLES)(
    '%s',
    (_id, { revisions, register = [inRegister(1000)], year = 2026 }, n, N, display, met) => {
      const period = wholeYear(year);
      const ratio = {
        numerator: countedRepairs(revisions, period).length,
        denominator: registerOn(register, period.lastDay).equipment,
      };
      expect(ratio).toEqual({ numerator: n, denominator: N });
      expect(displayPercent(ratio)).toBe(display);
      expect(meets(ratio, REPAIRS_TARGET)).toBe(met);
    },
  );

  it('a correction in the making does not take the approved revision away', () => {
    expect(countedRepairs([reopened, { ...reopened, revision: 2, state: 'DRAFT' }], wholeYear(2026))).toEqual([
      reopened,
    ]);
  });

  it('an approved correction moves the repair to another year', () => {
    const moved = { ...reopened, revision: 2, completedOn: '2025-12-30' };
    expect(countedRepairs([moved, reopened], wholeYear(2026))).toEqual([]);
    expect(countedRepairs([moved, reopened], wholeYear(2025))).toEqual([moved]);
  });

  it('counts equipment, not phones and peripherals', () => {
    const other = inRegister(5, { countsAsEquipment: false, countsAsComputer: false });
    expect(registerOn([inRegister(10), other], '2026-12-31')).toEqual({ equipment: 10, computers: 10 });
  });
});

const computers = (pieces: number, differs: Partial<RegisterGroup> = {}) => inRegister(pieces, differs);
const notComputers = { countsAsComputer: false };

/** Domain guide section 4, table C. */
const PURCHASE_ORACLES: [
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
  it.each(PURCHASE_ORACLES)('%s', (_id, { items, register, year = 2026 }, n, N, display, met) => {
    const period = wholeYear(year);
    const ratio = {
      numerator: boughtComputers(items, period),
      denominator: registerOn(register, period.lastDay).computers,
    };
    expect(ratio).toEqual({ numerator: n, denominator: N });
    expect(displayPercent(ratio)).toBe(display);
    expect(meets(ratio, PURCHASES_TARGET)).toBe(met);
  });
});
