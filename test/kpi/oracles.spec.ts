import type { EntityManager } from 'typeorm';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { instantOfWallTime } from '../../src/calendar/wall-time.js';
import { EventsService } from '../../src/events/events.service.js';
import { KpiFiguresService } from '../../src/kpi/kpi-figures.service.js';
import { ProcessCardService } from '../../src/process-card/process-card.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { testConfig } from '../support/office.js';
import { KpiFactsBuilder } from './kpi-facts.js';

const at = (text: string) => instantOfWallTime(text, 'Europe/Warsaw');
const LATER = at('2028-03-01 09:00');
const CLOSED_DAYS = ['2025-05-02', '2025-11-10', '2026-08-14', '2026-12-28'];

let db: TestDatabase;
let kpi: KpiFiguresService;

beforeAll(async () => {
  db = await openTestDatabase();
  const calendars = new CalendarService(db.dataSource, new EventsService(), testConfig());
  kpi = new KpiFiguresService(db.dataSource, calendars, new ProcessCardService(db.dataSource));
});
afterAll(() => db.close());

/** Runs in a transaction that leaves nothing behind, approved documents included. */
async function inTransaction(work: (tx: EntityManager, facts: KpiFactsBuilder) => Promise<void>): Promise<void> {
  const runner = db.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await work(runner.manager, await KpiFactsBuilder.in(runner.manager));
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

interface Oracle {
  year?: number;
  asOf?: Date;
  facts: (facts: KpiFactsBuilder) => Promise<unknown>;
  expected: [numerator: number, denominator: number, display: string, met: boolean | null];
}

function check(indicatorId: 1 | 2 | 3, oracles: Record<string, Oracle>): void {
  it.each(Object.entries(oracles))('%s', async (_id, { year = 2026, asOf = LATER, facts, expected }) => {
    await inTransaction(async (tx, builder) => {
      await builder.closedDays(...CLOSED_DAYS);
      await facts(builder);
      const { indicators } = await kpi.figures(year, asOf, tx);
      const figure = indicators.find(({ id }) => id === indicatorId)!;
      expect([figure.numerator, figure.denominator, figure.display, figure.met]).toEqual(expected);
    });
  });
}

const FULL = 120_480;

describe('indicator 1 from the database', () => {
  check(1, {
    'A01 no outage': { facts: async () => undefined, expected: [FULL, FULL, '100,00%', true] },
    'A02 one and a half hours': {
      facts: (facts) => facts.outage(at('2026-03-10 10:00'), at('2026-03-10 11:30')),
      expected: [FULL - 90, FULL, '99,92%', false],
    },
    'A07 two servers at once': {
      facts: async (facts) => {
        await facts.outage(at('2026-05-11 09:00'), at('2026-05-11 11:00'));
        await facts.outage(at('2026-05-11 10:00'), at('2026-05-11 12:30'));
      },
      expected: [FULL - 210, FULL, '99,82%', false],
    },
    'A09 a test server': {
      facts: (facts) => facts.outage(at('2026-04-13 00:00'), at('2026-04-18 00:00'), { inKpiScope: false }),
      expected: [FULL, FULL, '100,00%', true],
    },
    'A10 planned maintenance and a node that failed over': {
      facts: async (facts) => {
        await facts.outage(at('2026-09-15 13:00'), at('2026-09-15 15:00'), { cause: 'PLANNED_MAINTENANCE' });
        await facts.outage(at('2026-09-16 09:00'), at('2026-09-16 15:00'), { serviceInterrupted: false });
      },
      expected: [FULL, FULL, '100,00%', true],
    },
    'A11a over the end of the year, the first': {
      year: 2025,
      facts: (facts) => facts.outage(at('2025-12-30 13:00'), at('2026-01-02 09:30')),
      expected: [119_520 - 630, 119_520, '99,47%', false],
    },
    'A11b over the end of the year, the second': {
      facts: (facts) => facts.outage(at('2025-12-30 13:00'), at('2026-01-02 09:30')),
      expected: [FULL - 120, FULL, '99,90%', false],
    },
    'A12 open, interim': {
      asOf: at('2026-11-24 10:00'),
      facts: (facts) => facts.outage(at('2026-11-23 12:00'), null),
      expected: [108_630 - 360, 108_630, '99,66%', false],
    },
    'A13 open at the end of the year': {
      facts: (facts) => facts.outage(at('2026-12-30 14:00'), null),
      expected: [FULL - 570, FULL, '99,52%', false],
    },
  });

  it.each<[string, Parameters<KpiFactsBuilder['outage']>[2], string | null]>([
    ['a failure of a server in scope that made a system unusable', {}, null],
    ['planned maintenance', { cause: 'PLANNED_MAINTENANCE' }, 'CAUSE'],
    ['a power failure', { cause: 'POWER' }, 'CAUSE'],
    ['a link failure', { cause: 'LINK' }, 'CAUSE'],
    ['a workstation', { kind: 'WORKSTATION', inKpiScope: false }, 'NOT_A_SERVER'],
    ['a test server', { inKpiScope: false }, 'OUT_OF_SCOPE'],
    ['a node whose work another took over', { serviceInterrupted: false }, 'SERVICE_WORKED'],
  ])('counted, or listed with its reason: %s', (_rule, differs, reason) =>
    inTransaction(async (tx, facts) => {
      await facts.outage(at('2026-03-10 10:00'), at('2026-03-10 11:30'), differs);
      const { availability } = await kpi.figures(2026, LATER, tx);
      expect(availability.outages).toMatchObject([{ notCounted: reason, workingMinutes: 90 }]);
      expect(availability.downtimeMinutes).toBe(reason === null ? 90 : 0);
    }),
  );

  it('asks for the scope that the server had when the outage began', () =>
    inTransaction(async (tx, facts) => {
      const [assetId] = await facts.assets(1, { kind: 'SERVER', inKpiScope: false });
      const scope = (value: boolean, from: string) =>
        tx.query(
          `INSERT INTO asset_fact (asset_id, attribute, value, valid_from, recorded_at) VALUES ($1, 'inKpiScope', to_jsonb($2::boolean), $3, now())`,
          [assetId, value, at(from)],
        );
      await scope(true, '2026-01-01 00:00');
      await scope(false, '2026-06-01 00:00');
      await facts.outage(at('2026-03-10 10:00'), at('2026-03-10 11:30'), { assetId });
      await facts.outage(at('2026-07-06 10:00'), at('2026-07-06 11:30'), { assetId });
      const { availability } = await kpi.figures(2026, LATER, tx);
      expect(availability.downtimeMinutes).toBe(90);
      expect(availability.outages.map(({ notCounted }) => notCounted)).toEqual([null, 'OUT_OF_SCOPE']);
    }));

  it('knows whether an approved protocol says the same hours', () =>
    inTransaction(async (tx, facts) => {
      const documented = await facts.outage(at('2026-03-10 10:00'), at('2026-03-10 11:30'));
      await facts.document(documented);
      const lengthened = await facts.outage(at('2026-03-11 10:00'), at('2026-03-11 11:30'));
      await facts.document(lengthened);
      await tx.query('UPDATE outage SET ended_at = $2 WHERE id = $1', [lengthened.id, at('2026-03-11 12:00')]);
      const drafted = await facts.outage(at('2026-03-12 10:00'), at('2026-03-12 11:30'));
      const [draft] = await facts.repairs(1, { assetId: drafted.assetId, state: 'DRAFT' });
      await tx.query('UPDATE outage SET protocol_id = $2 WHERE id = $1', [drafted.id, draft]);
      await facts.outage(at('2026-03-13 10:00'), at('2026-03-13 11:30'));

      const { availability } = await kpi.figures(2026, LATER, tx);
      expect(availability.outages.map(({ evidence }) => evidence)).toEqual([
        'DOCUMENTED',
        'INTERVAL_DIFFERS',
        'NOT_APPROVED',
        'NO_PROTOCOL',
      ]);
    }));
});

/** 1000 devices of all kinds of the register, and things that are not in it. */
async function thousandDevices(facts: KpiFactsBuilder, without = 0): Promise<void> {
  await facts.assets(600 - without);
  await facts.assets(300, { kind: 'PRINTER' });
  await facts.assets(50, { kind: 'UPS' });
  await facts.assets(50, { kind: 'SCANNER', title: 'LEASED' });
  await facts.assets(30, { kind: 'PHONE' });
  await facts.assets(30, { kind: 'PERIPHERAL' });
}

describe('indicator 2 from the database', () => {
  const repairs = (count: number) => async (facts: KpiFactsBuilder) => {
    await thousandDevices(facts);
    await facts.repairs(count);
  };
  const operations =
    (...protocols: string[][]) =>
    async (facts: KpiFactsBuilder) => {
      await thousandDevices(facts);
      for (const kinds of protocols) await facts.repairs(1, { operations: kinds });
    };
  const overNewYear = async (facts: KpiFactsBuilder) => {
    await thousandDevices(facts);
    await facts.repairs(84, { completedOn: '2025-03-04' });
    await facts.repairs(1, { completedOn: '2025-12-30' });
  };
  check(2, {
    'B01 plain': { facts: repairs(84), expected: [84, 1000, '8,40%', true] },
    'B02 one short of the target': { facts: repairs(99), expected: [99, 1000, '9,90%', true] },
    'B03 exactly 10% fails': { facts: repairs(100), expected: [100, 1000, '10,00%', false] },
    'B04 one protocol counts once, whatever was replaced': {
      facts: operations(
        ['COMPONENT_REPLACEMENT', 'COMPONENT_REPLACEMENT'],
        ['COMPONENT_REPLACEMENT'],
        ['COMPONENT_REPLACEMENT', 'SOFTWARE_REINSTALL'],
        ['SOFTWARE_REINSTALL'],
      ),
      expected: [4, 1000, '0,40%', true],
    },
    'B05 cleaning, configuration, toner and a mere diagnosis do not count': {
      facts: operations(
        ['CLEANING'],
        ['CONFIGURATION'],
        ['CONSUMABLE_REPLACEMENT'],
        ['DIAGNOSIS'],
        ['COMPONENT_REPLACEMENT'],
      ),
      expected: [1, 1000, '0,10%', true],
    },
    'B06a reopened, protocol corrected': {
      facts: async (facts) => {
        await thousandDevices(facts);
        await facts.revise(await facts.repairs(1), 2);
      },
      expected: [1, 1000, '0,10%', true],
    },
    'B06b reopened, new protocol': { facts: repairs(2), expected: [2, 1000, '0,20%', true] },
    'B07 a repair counts though its device left the register': {
      facts: async (facts) => {
        await thousandDevices(facts, 12);
        const [retired] = await facts.assets(12, { withdrawnOn: '2026-06-30' });
        await facts.repairs(97);
        await facts.repairs(1, { assetId: retired, completedOn: '2026-02-03' });
      },
      expected: [98, 988, '9,91%', true],
    },
    'B08a the year of completion': { year: 2025, facts: overNewYear, expected: [85, 1000, '8,50%', true] },
    'B08b not of approval': { year: 2026, facts: overNewYear, expected: [0, 1000, '0,00%', true] },
    'B09 drafts, returned and annulled ones do not count': {
      facts: async (facts) => {
        await repairs(86)(facts);
        await facts.repairs(2, { state: 'DRAFT' });
        await facts.repairs(1, { state: 'RETURNED' });
        await facts.repairs(1, { state: 'ANNULLED' });
      },
      expected: [86, 1000, '8,60%', true],
    },
    'B10 accepted on 31 December is in, withdrawn on 31 December is out': {
      facts: async (facts) => {
        await thousandDevices(facts, 1);
        await facts.assets(1, { acceptedOn: '2026-12-31' });
        await facts.assets(1, { withdrawnOn: '2026-12-31' });
        await facts.repairs(84);
      },
      expected: [84, 1000, '8,40%', true],
    },
    'B11 an empty register': { facts: (facts) => facts.repairs(3), expected: [3, 0, 'brak danych', null] },
    'B12 9.990009…% is less than 10%': {
      facts: async (facts) => {
        await repairs(100)(facts);
        await facts.assets(1);
      },
      expected: [100, 1001, '9,99%', true],
    },
    'B13 no repairs': { facts: repairs(0), expected: [0, 1000, '0,00%', true] },
    'a correction that moves the year': {
      facts: async (facts) => {
        await thousandDevices(facts);
        await facts.revise(await facts.repairs(1), 2, { completedOn: '2025-12-30' });
      },
      expected: [0, 1000, '0,00%', true],
    },
  });
});

describe('indicator 3 from the database', () => {
  const bought = async (
    facts: KpiFactsBuilder,
    pieces: number,
    acceptedOn = '2026-05-11',
    withdrawn = 0,
    withdrawnOn = '2026-06-01',
  ) => {
    await facts.assets(pieces - withdrawn, { acceptedOn });
    await facts.assets(withdrawn, { acceptedOn, withdrawnOn });
    return facts.acceptance(pieces, acceptedOn);
  };
  const overNewYear = async (facts: KpiFactsBuilder) => {
    await facts.assets(438);
    await facts.assets(72, { withdrawnOn: '2027-06-15' });
    await bought(facts, 70);
    await bought(facts, 20, '2027-01-12');
    await bought(facts, 72, '2027-05-04');
  };
  check(3, {
    'C01 exactly 15% is enough': {
      facts: async (facts) => {
        await facts.assets(510);
        await bought(facts, 90);
      },
      expected: [90, 600, '15,00%', true],
    },
    'C02 one fewer is not': {
      facts: async (facts) => {
        await facts.assets(511);
        await bought(facts, 89);
      },
      expected: [89, 600, '14,83%', false],
    },
    'C03a ordered in December, accepted in January': { facts: overNewYear, expected: [70, 580, '12,06%', false] },
    'C03b the next year': { year: 2027, facts: overNewYear, expected: [92, 600, '15,33%', true] },
    'C04 a partial delivery counts when it was accepted': {
      facts: async (facts) => {
        await facts.assets(505);
        await bought(facts, 55);
        await bought(facts, 30, '2026-12-18');
        await bought(facts, 20, '2027-01-11');
      },
      expected: [85, 590, '14,40%', false],
    },
    'C05 donated and leased ones are in the register but not bought': {
      facts: async (facts) => {
        await facts.assets(515);
        await facts.assets(15, { title: 'DONATED', acceptedOn: '2026-05-11' });
        await facts.assets(10, { title: 'LEASED', acceptedOn: '2026-05-11' });
        await bought(facts, 60);
      },
      expected: [60, 600, '10,00%', false],
    },
    'C06 servers, monitors and tablets are not computers': {
      facts: async (facts) => {
        await facts.assets(510);
        await bought(facts, 90);
        for (const [kind, pieces] of [
          ['SERVER', 2],
          ['MONITOR', 40],
          ['TABLET', 10],
        ] as const) {
          await facts.assets(pieces, { kind, acceptedOn: '2026-05-11' });
          await facts.acceptance(pieces, '2026-05-11', kind);
        }
      },
      expected: [90, 600, '15,00%', true],
    },
    'C07 bought and withdrawn in the same year': {
      facts: async (facts) => {
        await facts.assets(510);
        await bought(facts, 90, '2026-05-11', 1);
      },
      expected: [90, 599, '15,02%', true],
    },
    'C08 the register of 31 December, not of 1 January': {
      facts: async (facts) => {
        await facts.assets(525);
        await facts.assets(75, { withdrawnOn: '2026-09-01' });
        await bought(facts, 90);
      },
      expected: [90, 615, '14,63%', false],
    },
    'C09a returned with refund: subtracted': {
      facts: async (facts) => {
        await facts.assets(510);
        await facts.giveBack(await bought(facts, 90, '2026-05-11', 2), 2, 'REFUND');
      },
      expected: [88, 598, '14,71%', false],
    },
    'C09b exchanged under complaint: still bought': {
      facts: async (facts) => {
        await facts.assets(510);
        await facts.giveBack(await bought(facts, 90, '2026-05-11', 2), 2, 'EXCHANGE');
        await facts.assets(2, { title: 'EXCHANGED', acceptedOn: '2026-06-01' });
      },
      expected: [90, 600, '15,00%', true],
    },
    'C10 no computers': { facts: async () => undefined, expected: [0, 0, 'brak danych', null] },
    'C11 no purchases': { facts: (facts) => facts.assets(600), expected: [0, 600, '0,00%', false] },
  });
});
