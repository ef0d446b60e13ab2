import { Body, Controller, Get, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { leaveFlash } from '../rendering/flash.js';
import { emptyForm, type FormView, readForm } from '../rendering/forms.js';
import { label } from '../rendering/labels.js';
import { type Mode, MODES, STAFF_KINDS, type StaffKind } from './notification-kinds.js';
import { NotificationPreferences } from './notification-preferences.service.js';

const PATH = '/notifications/preferences';

const MODE_LABELS: Record<Mode, string> = {
  'at-once': 'od razu',
  hourly: 'zbiorczo, co godzinę',
  off: 'nie wysyłaj',
};

const modeField = (kind: StaffKind) => z.enum(MODES).meta({ title: label('notificationKind', kind) });
type ModeField = ReturnType<typeof modeField>;

const preferencesForm = z.object(
  Object.fromEntries(STAFF_KINDS.map((kind) => [kind, modeField(kind)])) as Record<StaffKind, ModeField>,
);

/** Each member of staff decides which e-mails they get. */
@Controller('notifications/preferences')
export class NotificationPreferencesController {
  constructor(private readonly preferences: NotificationPreferences) {}

  @Get()
  @Requires('notification.configure')
  @Render('pages/notifications/preferences')
  async edit(@CurrentUser() actor: Actor) {
    return view(emptyForm(await this.preferences.of(actor)));
  }

  @Post()
  @Requires('notification.configure')
  async update(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const form = readForm(preferencesForm, body);
    if (!form.ok) return void reply.status(422).view('pages/notifications/preferences', view(form));
    await this.preferences.save(actor, form.data);
    leaveFlash(reply, 'Ustawienia powiadomień zostały zapisane.');
    void reply.redirect(PATH, 303);
  }
}

function view(form: FormView) {
  return {
    form,
    path: PATH,
    kinds: STAFF_KINDS.map((kind) => ({ kind, label: label('notificationKind', kind) })),
    modes: MODES.map((mode) => ({ value: mode, label: MODE_LABELS[mode] })),
  };
}
