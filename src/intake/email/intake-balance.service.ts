import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { startOfDay } from '../../calendar/wall-time.js';
import { localDate } from '../../common/local-date.js';
import { AppConfig } from '../../config/config.js';
import { type BalanceRow, intakeBalance } from './intake-balance.query.js';

/** What became of everything that came in. */
@Injectable()
export class IntakeBalance {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  /** One row per mailbox and day, newest day first. @param days how many, today among them */
  async ofDays(now: Date, days: number): Promise<BalanceRow[]> {
    const { timeZone } = this.config;
    const fromDay = localDate(new Date(+now - (days - 1) * 86_400_000), timeZone);
    return intakeBalance(this.db.manager, { fromDay, from: startOfDay(fromDay, timeZone), timeZone });
  }
}
