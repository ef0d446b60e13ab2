import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { startOfDay } from '../../calendar/wall-time.js';
import { localDate } from '../../common/local-date.js';
import { AppConfig } from '../../config/config.js';
import { type InboundOutcome, OUTCOMES } from './inbound-email.js';
import { type BalanceRow, intakeBalance } from './intake-balance.query.js';
import { reasonText } from './inbound-text.js';

const DAYS = 14;

/** Heads of narrow columns; the full words stand on the list of e-mails. */
const HEADS: Record<InboundOutcome, string> = {
  waiting: 'Oczekuje',
  created: 'Nowe',
  appended: 'Dołączone',
  bounce: 'Zwroty',
  duplicate: 'Duplikaty',
  review: 'Do decyzji',
  ignored: 'Pominięte',
  quarantined: 'Kwarantanna',
};

/** Puts together what the page of the balance shows: one line per mailbox and day. */
@Injectable()
export class IntakeBalancePage {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  async show(now: Date) {
    const { timeZone } = this.config;
    const fromDay = localDate(new Date(+now - (DAYS - 1) * 86_400_000), timeZone);
    const rows = await intakeBalance(this.db.manager, { fromDay, from: startOfDay(fromDay, timeZone), timeZone });
    return {
      days: DAYS,
      outcomes: OUTCOMES.map((outcome) => HEADS[outcome]),
      rows: rows.map(lineOf),
    };
  }
}

function lineOf({ day, mailboxName, outcomes, ignored, server }: BalanceRow) {
  const counts = OUTCOMES.map((outcome) => ({ label: HEADS[outcome], count: outcomes[outcome] ?? 0 }));
  return {
    day,
    source: mailboxName ?? 'SMTP',
    received: counts.reduce((sum, { count }) => sum + count, 0),
    counts,
    ignored: Object.entries(ignored).map(([reason, count]) => ({ reason: reasonText(reason), count })),
    hasServer: server !== null,
    missing: server ? server.arrived - server.stored : 0,
  };
}
