import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { weekLines } from '../calendar/week-lines.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { DatabaseService } from '../database/database.service.js';
import type { LayoutOffice } from '../rendering/layout-context.js';
import { OfficeProfileService } from './office-profile.service.js';
import { phoneHref } from './phone-href.js';

const FRESH_MS = 30_000;
const WEEKDAYS = ['pon.', 'wt.', 'śr.', 'czw.', 'pt.', 'sob.', 'niedz.'];

/** What every page says of the office, kept in memory: no page waits for it, and what another process changed shows within 30 s. */
@Injectable()
export class OfficeFrame implements OnApplicationBootstrap {
  private readonly log = new Logger('Office');
  private known: LayoutOffice | null = null;
  private readAt = -Infinity;

  constructor(
    private readonly profiles: OfficeProfileService,
    private readonly calendars: CalendarService,
    private readonly database: DatabaseService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.roles.has('web')) void this.database.ready.then(() => this.refresh());
  }

  /** @returns null until the database was asked for the first time */
  current(): LayoutOffice | null {
    const now = +this.clock.now();
    if (this.database.isReady && now - this.readAt > FRESH_MS) {
      this.readAt = now;
      void this.refresh();
    }
    return this.known;
  }

  /** Never rejects: what was known before is shown on. */
  async refresh(): Promise<void> {
    try {
      const now = this.clock.now();
      const { name, unitName, dataController, phone } = await this.profiles.read();
      const calendar = await this.calendars.load();
      const today = localDate(now, this.config.timeZone);
      const schedule = calendar.rules.schedules.findLast(({ validFrom }) => validFrom <= today);
      this.known = {
        name,
        unitName,
        dataController,
        phone: phone === null ? null : { text: phone, href: phoneHref(phone) },
        hours: schedule ? weekLines(schedule, WEEKDAYS).join(', ') : null,
      };
      this.readAt = +now;
    } catch (error) {
      this.log.warn(`The office's profile was not read: ${(error as Error).message}`);
    }
  }
}
