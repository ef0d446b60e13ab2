import type { SessionService } from '../access/session.service.js';
import type { CalendarService } from '../calendar/calendar.service.js';
import { found } from '../common/domain-error.js';
import { localYear } from '../common/local-date.js';
import type { KpiReportsService } from '../kpi/kpi-reports.service.js';
import { workingDayNear } from './sample-days-off.js';

interface Services {
  reports: KpiReportsService;
  sessions: SessionService;
  calendars: CalendarService;
}

/**
 * The annual reports of the full years, drafted and approved by the head of WO in the January after, as the program itself does it.
 * Call when the sample office is in the database.
 */
export async function approveSampleReports({ reports, sessions, calendars }: Services, anchor: Date): Promise<void> {
  const calendar = await calendars.load();
  const thisYear = localYear(anchor, calendar.timeZone);
  for (const year of [thisYear - 2, thisYear - 1]) {
    const day = workingDayNear(`${year + 1}-01-20`, 1, calendar);
    const [draftedAt, approvedAt] = [new Date(`${day}T08:30:00Z`), new Date(`${day}T11:00:00Z`)];
    if (approvedAt >= anchor) continue;
    const itHead = found(await sessions.actorOfToken('demo-token-naczelnik', draftedAt), 'person');
    const revision = await reports.draft(itHead, { year, reason: null }, draftedAt);
    await reports.approve(itHead, { year, revision }, approvedAt);
  }
}
