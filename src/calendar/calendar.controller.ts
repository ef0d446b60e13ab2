import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../access/actor.js';
import { can, mayEver } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { answerForm } from '../rendering/answer-form.js';
import { dayField } from '../rendering/form-fields.js';
import { leaveFlash } from '../rendering/flash.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
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
    await answerForm(reply, {
      schema: exceptionForm(this.config.timeZone),
      body,
      act: (exception) => this.calendars.addException(actor, exception, this.clock.now()),
      done: (_done, { day }) => ({
        to: `/settings/calendar?year=${day.slice(0, 4)}`,
        text: 'Dzień został zapisany w kalendarzu.',
      }),
      template: PAGE,
      again: (form) => this.view(actor, String(form.values.day).slice(0, 4), { exception: form }),
    });
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
    await answerForm(reply, {
      schema: scheduleForm,
      body,
      act: (schedule) => this.calendars.addSchedule(actor, schedule, this.clock.now()),
      done: () => ({ to: '/settings/calendar', text: 'Nowy rozkład czasu pracy został zapisany.' }),
      template: PAGE,
      again: (form) => this.view(actor, null, { schedule: form }),
    });
  }

  private async view(actor: Actor, year: unknown, forms: PageForms = {}) {
    const today = localDate(this.clock.now(), this.config.timeZone);
    const chosen = typeof year === 'string' && /^(19|20|21)\d\d$/.test(year) ? Number(year) : Number(today.slice(0, 4));
    return {
      ...calendarYearView(chosen, today, await this.calendars.load()),
      trail: mayEver(actor, 'settings.view') ? [{ label: 'Ustawienia', href: '/settings' }] : [],
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
