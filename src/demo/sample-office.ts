import { localDate, localYear } from '../common/local-date.js';
import { workingDayNear } from './sample-days-off.js';
import { SampleCases } from './sample-cases.js';
import { SampleExamples } from './sample-examples.js';
import { SampleInbox } from './sample-inbox.js';
import { outagesOf } from './sample-outages.js';
import { type Happening, type SampleOptions, SampleParts } from './sample-parts.js';
import type { SampleTables } from './sample-tables.js';

/**
 * Load of a full year. With the four failures of servers, each with its protocol, 95 protocols, 88 of them counted.
 * Source: domain guide section 12.
 */
const PER_YEAR = { tickets: 3000, repairs: 91, countedRepairs: 84, accessoryRequests: 51, absenceNotices: 80 };
/** The first year was another one, so that the indicators of two full years can be compared. */
const FIRST_YEAR = { ...PER_YEAR, repairs: 85, countedRepairs: 78 };
const DAY_MS = 86_400_000;

/**
 * The sample office, all invented: a function of its options, so that the same seed and anchor give the same office to the last
 * letter. Rows only; nothing is written.
 */
export function sampleOffice(options: SampleOptions): SampleTables {
  const office = new SampleParts(options);
  const cases = new SampleCases(office);
  const inbox = new SampleInbox(office);
  const examples = new SampleExamples(office, cases, inbox).happenings();
  office.register.begin(office.years[0]!);
  for (const year of office.years) {
    const inYear = ({ at }: Happening) => localYear(at, office.timeZone) === year;
    const happenings = [...yearOf(year, office, cases, inbox), ...examples.filter(inYear)];
    // In the order of time, so that numbers follow it.
    for (const { run } of happenings.toSorted((a, b) => +a.at - +b.at)) run();
  }
  office.tables.orderByTime();
  return office.tables;
}

/** Everything that begins in a year, before the anchor. */
function yearOf(year: number, office: SampleParts, cases: SampleCases, inbox: SampleInbox): Happening[] {
  const { anchor, random, time, register, calendar } = office;
  const isFirst = year === office.years[0];
  const load = isFirst ? FIRST_YEAR : PER_YEAR;
  const arrivals = time.arrivals(year, load.tickets, anchor);
  const share = arrivals.length / load.tickets;
  const order = random.shuffled(arrivals.map((_, index) => index));
  // A repair of the last month might be completed in the next year, and count there.
  const endsInYear = order.filter((index) => !localDate(arrivals[index]!, office.timeZone).startsWith(`${year}-12`));
  const repairs = new Set(endsInYear.slice(0, Math.round(load.repairs * share)));
  const counted = new Set([...repairs].slice(0, Math.round(load.countedRepairs * share)));
  const others = order.filter((index) => !repairs.has(index));
  const wishes = new Set(others.slice(0, Math.round(load.accessoryRequests * share)));
  const tickets = arrivals.map((at, index) => ({
    at,
    run: () => {
      if (repairs.has(index)) cases.repair(at, counted.has(index));
      else if (wishes.has(index)) cases.purchase(at);
      else cases.plain(at);
    },
  }));
  const deliveries = register.deliveriesOf(year, isFirst).map((planned) => {
    const delivery = { ...planned, acceptedOn: workingDayNear(planned.acceptedOn, -1, calendar) };
    const asked = new Date(+new Date(`${delivery.acceptedOn}T12:00:00Z`) - 45 * DAY_MS).toISOString().slice(0, 10);
    const at = time.at(workingDayNear(asked, -1, calendar), 500 + delivery.pieces);
    return { at, run: () => cases.delivery(delivery, at) };
  });
  // Those of the last days would still be without their protocol.
  const outages = outagesOf(year, time, isFirst)
    .filter(({ endedAt }) => office.hasPassed(new Date(+endedAt + 3 * DAY_MS)))
    .map((outage) => ({ at: outage.startedAt, run: () => cases.outage(outage) }));
  const notices = time
    .arrivals(year, load.absenceNotices, anchor)
    .map((at) => ({ at, run: () => inbox.absenceNotice(at) }));
  return [...tickets, ...deliveries, ...outages, ...notices].filter(({ at }) => office.hasPassed(at));
}
