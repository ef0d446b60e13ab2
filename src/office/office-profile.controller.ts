import { Body, Controller, Get, Post, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { answerForm } from '../rendering/answer-form.js';
import { dayField, longTextField, optional, phoneField, textField } from '../rendering/form-fields.js';
import { emptyForm, type FormView } from '../rendering/forms.js';
import { options } from '../rendering/labels.js';
import { OfficeFrame } from './office-frame.js';
import { ACCESSIBILITY_STATUSES } from './office-profile.entity.js';
import { OfficeProfileService } from './office-profile.service.js';

const PAGE = 'pages/office/profile';

const profileForm = z
  .object({
    name: textField(100).meta({ title: 'Nazwa w pismach' }),
    fullName: textField(200).meta({ title: 'Pełna nazwa' }),
    unitName: textField(200).meta({ title: 'Komórka prowadząca' }),
    dataController: textField(200).meta({ title: 'Administrator danych' }),
    phone: optional(phoneField).meta({ title: 'Telefon do informatyków' }),
    accessibilityStatus: z.enum(ACCESSIBILITY_STATUSES).meta({ title: 'Stan dostępności' }),
    accessibilityExceptions: longTextField(4_000).meta({ title: 'Niedostępne treści' }),
    accessibilityContact: optional(textField(200)).meta({ title: 'Kto przyjmuje uwagi' }),
    accessibilityPhone: optional(phoneField).meta({ title: 'Telefon w sprawach dostępności' }),
    buildingAccess: longTextField(4_000).meta({ title: 'Dostępność architektoniczna' }),
    declaredOn: optional(dayField).meta({ title: 'Data sporządzenia' }),
    declarationChangedOn: optional(dayField).meta({ title: 'Data ostatniej zmiany' }),
  })
  .refine(
    ({ accessibilityStatus, accessibilityExceptions }) => accessibilityStatus === 'FULL' || accessibilityExceptions,
    {
      path: ['accessibilityExceptions'],
      error: 'Napisz, co nie jest dostępne i dlaczego.',
    },
  )
  .refine(
    ({ declaredOn, declarationChangedOn }) =>
      !declarationChangedOn || (declaredOn && declarationChangedOn >= declaredOn),
    {
      path: ['declarationChangedOn'],
      error: 'Zmiana nie może być wcześniejsza niż sporządzenie deklaracji.',
    },
  );

/** Who the office is: what e-mails, prints and the pages that the law asks for say of it. */
@Controller('settings/office')
export class OfficeProfileController {
  constructor(
    private readonly profiles: OfficeProfileService,
    private readonly frame: OfficeFrame,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('office-profile.manage')
  @Render(PAGE)
  async show() {
    return view(emptyForm({ ...(await this.profiles.read()) }));
  }

  @Post()
  @Requires('office-profile.manage')
  async update(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await answerForm(reply, {
      schema: profileForm,
      body,
      act: async (data) => {
        await this.profiles.change(actor, data, this.clock.now());
        await this.frame.refresh();
      },
      done: () => ({ to: '/settings/office', text: 'Zapisano dane urzędu.' }),
      template: PAGE,
      again: view,
    });
  }
}

function view(form: FormView) {
  return { form, statuses: options('accessibilityStatus') };
}
