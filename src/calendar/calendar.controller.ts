import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { can } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found, refusalOf } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { dayField } from '../rendering/form-fields.js';
import { leaveFlash } from '../rendering/flash.js';
import { emptyForm, type FormResult, type FormView, readForm, refusedForm } from '../rendering/forms.js';
import { exceptionForm, scheduleForm, WEEKDAYS } from './calendar-forms.js';
import { calendarYearView } from './calendar-year.view.js';
import { CalendarService } from './calendar.service.js';

const PAGE = 'pages/settings-calendar/show';

interface PageForms {
  exception?: FormView;
  schedule?: FormView;
}

/** Working time of the office: schedules, holidays and exceptional days of a year. */
@Controller('settings/calendar')
export class CalendarController {
  constructor(
    private readonly calendars: CalendarService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('calendar.view')
  @Render(PAGE)
  show(@CurrentUser() actor: Actor, @Query('year') year: unknown) {
    return this.view(actor, year);
  }

  @Post('exceptions')
  @Requires('calendar.manage')
  async createException(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(exceptionForm(this.config.timeZone), body);
    const refused = await this.apply(form, (exception) =>
      this.calendars.addException(actor, exception, this.clock.now()),
    );
    const year = String(form.values.day).slice(0, 4);
    if (refused)
      return void reply.status(refused.status).view(PAGE, await this.view(actor, year, { exception: refused.form }));
    leaveFlash(reply, 'Dzień został zapisany w kalendarzu.');
    void reply.redirect(`/settings/calendar?year=${year}`, 303);
  }

  @Post('exceptions/:day/removal')
  @Requires('calendar.manage')
  async createExceptionRemoval(
    @CurrentUser() actor: Actor,
    @Param('day') day: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    found(dayField.safeParse(day).data, 'calendar-exception');
    await this.calendars.removeException(actor, day, this.clock.now());
    leaveFlash(reply, `Wpis dnia ${day} został usunięty.`);
    void reply.redirect(`/settings/calendar?year=${day.slice(0, 4)}`, 303);
  }

  @Post('schedules')
  @Requires('calendar.manage')
  async createSchedule(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(scheduleForm, body);
    const refused = await this.apply(form, (schedule) => this.calendars.addSchedule(actor, schedule, this.clock.now()));
    if (refused)
      return void reply.status(refused.status).view(PAGE, await this.view(actor, null, { schedule: refused.form }));
    leaveFlash(reply, 'Nowy rozkład czasu pracy został zapisany.');
    void reply.redirect(`/settings/calendar`, 303);
  }

  /** Carries a form out. @returns the form to show again, or null */
  private async apply<T>(form: FormResult<T>, work: (data: T) => Promise<void>) {
    if (!form.ok) return { status: 422, form };
    const refusal = await refusalOf(() => work(form.data));
    return refusal && { status: 409, form: refusedForm(form.values, refusal.fields, undefined, refusal.message) };
  }

  private async view(actor: Actor, year: unknown, forms: PageForms = {}) {
    const today = localDate(this.clock.now(), this.config.timeZone);
    const chosen = typeof year === 'string' && /^(19|20|21)\d\d$/.test(year) ? Number(year) : Number(today.slice(0, 4));
    return {
      ...calendarYearView(chosen, today, await this.calendars.load()),
      canManage: can(actor, 'calendar.manage'),
      exceptionForm: forms.exception ?? emptyForm({ kind: 'CLOSED' }),
      scheduleForm: forms.schedule ?? emptyForm(),
      scheduleOpen: forms.schedule !== undefined,
      kinds: [
        { value: 'CLOSED', label: 'Urząd nieczynny' },
        { value: 'SPECIAL_HOURS', label: 'Inne godziny pracy' },
      ],
      weekdays: WEEKDAYS.map((name, index) => ({
        name,
        opens: `d${index + 1}.opensAt`,
        closes: `d${index + 1}.closesAt`,
      })),
    };
  }
}
