import { formatPercent } from '../rendering/format.js';
import { type RegisterGroup, registerOn } from './asset-register.js';
import { countedRepairs, type RepairRevision } from './counted-repairs.js';
import { meets, type Target } from './ratio.js';

const TARGET: Target = { comparator: '<', percent: '10.000' };
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
const reopened = repair();
const retiredInJune = inRegister(12, { withdrawnOn: '2026-06-30' });

/** Domain guide section 4, table B. */
const ORACLES: [
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
  it.each(ORACLES)('%s', (_id, { revisions, register = [inRegister(1000)], year = 2026 }, n, N, display, met) => {
    const period = wholeYear(year);
    const ratio = {
      numerator: countedRepairs(revisions, period).length,
      denominator: registerOn(register, period.lastDay).equipment,
    };
    expect(ratio).toEqual({ numerator: n, denominator: N });
    expect(formatPercent(ratio.numerator, ratio.denominator)).toBe(display);
    expect(meets(ratio, TARGET)).toBe(met);
  });

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
