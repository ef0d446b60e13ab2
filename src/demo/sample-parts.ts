import { WorkingCalendar, type WorkingSchedule } from '../calendar/working-calendar.js';
import { localYear } from '../common/local-date.js';
import type { TriageRule } from '../triage/triage-rule.js';
import { Random } from './random.js';
import { SampleBudget } from './sample-budget.js';
import { inLieuDays } from './sample-days-off.js';
import { SampleMail } from './sample-mail.js';
import { SampleMessages } from './sample-messages.js';
import { type SamplePeople, samplePeople } from './sample-people.js';
import { SamplePurchases } from './sample-purchases.js';
import { SampleRegister } from './sample-register.js';
import { SampleRepairs } from './sample-repairs.js';
import { SampleTables } from './sample-tables.js';
import { SampleTickets } from './sample-tickets.js';
import { SampleTime } from './sample-time.js';
import { SampleTriage } from './sample-triage.js';

export interface SampleOptions {
  seed: number;
  /** The office as it stands at this moment; two full years before it and the current one. */
  anchor: Date;
  timeZone: string;
  schedules: readonly WorkingSchedule[];
  /** Of the demo's one password. */
  passwordHash: string;
  /** By which the requests of the last weeks were sorted; none: no ticket says why. */
  rules?: readonly TriageRule[];
}

/** Something that begins at a moment of the sample years. */
export interface Happening {
  at: Date;
  run: () => void;
}

/** What the sample office is made of, each part writing its own tables; all draw from one chance. */
export class SampleParts {
  readonly tables = new SampleTables();
  readonly years: readonly number[];
  readonly anchor: Date;
  readonly timeZone: string;
  readonly random: Random;
  readonly calendar: WorkingCalendar;
  readonly time: SampleTime;
  readonly people: SamplePeople;
  readonly register: SampleRegister;
  readonly mail: SampleMail;
  readonly messages: SampleMessages;
  readonly tickets: SampleTickets;
  readonly repairs: SampleRepairs;
  readonly purchases: SamplePurchases;

  constructor({ seed, anchor, timeZone, schedules, passwordHash, rules = [] }: SampleOptions) {
    this.anchor = anchor;
    this.timeZone = timeZone;
    this.random = new Random(seed);
    const year = localYear(anchor, timeZone);
    this.years = [year - 2, year - 1, year];
    const exceptions = this.years.flatMap((each) => inLieuDays(each, timeZone, schedules));
    for (const { day, kind, reason } of exceptions) this.tables.put('calendar_exception', { day, kind, reason });
    this.calendar = new WorkingCalendar({ timeZone, schedules, exceptions });
    this.time = new SampleTime(this.calendar, this.random);
    this.people = samplePeople(this.tables, this.random, passwordHash, anchor.toISOString());
    this.register = new SampleRegister(this.tables, this.random, this.people, timeZone);
    this.mail = new SampleMail(this.tables);
    this.messages = new SampleMessages(this.tables, this.random, this.mail);
    const triage = new SampleTriage(rules, anchor);
    this.tickets = new SampleTickets(this.tables, this.people, this.calendar, this.messages, triage);
    this.repairs = new SampleRepairs(this.tables, this.random, this.people, this.tickets, this.messages, timeZone);
    const budget = new SampleBudget(this.tables, timeZone, this.years);
    this.purchases = new SamplePurchases(
      this.tables,
      this.random,
      this.people,
      this.tickets,
      this.messages,
      budget,
      this.calendar,
      anchor,
    );
  }

  hasPassed(at: Date): boolean {
    return at < this.anchor;
  }
}
