import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor, ROLES } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { found } from '../common/domain-error.js';
import { answerForm } from '../rendering/answer-form.js';
import { dayField, idField, optional } from '../rendering/form-fields.js';
import { PeopleService } from './people.service.js';
import { personIdOf, PersonPage, type RefusedPersonForms } from './person-page.js';
import { RolesService } from './roles.service.js';

const roleForm = z.object({
  role: z.enum(ROLES).meta({ title: 'Rola' }),
  unitId: optional(idField).meta({ title: 'Komórka' }),
  validFrom: dayField.meta({ title: 'Od' }),
  validTo: optional(dayField).meta({ title: 'Do' }),
  deputyFor: optional(idField).meta({ title: 'Zastępuje' }),
});

const roleEndForm = z.object({ on: dayField });

const passwordForm = z
  .object({
    password: z.string().min(12).max(200).meta({ title: 'Hasło' }),
    repeated: z.string().meta({ title: 'Powtórzone hasło' }),
  })
  .refine(({ password, repeated }) => password === repeated, { path: ['repeated'], error: 'Hasła są różne.' });

const closureForm = z.object({ on: dayField.meta({ title: 'Nie pracuje od' }) });

interface Change<S extends z.ZodType> {
  name: keyof RefusedPersonForms;
  schema: S;
  act: (personId: number, data: z.output<S>, at: Date) => Promise<void>;
  done: string;
}

/** Ways in and rights of one person. */
@Controller('settings/people/:id')
export class PersonAccessController {
  constructor(
    private readonly people: PeopleService,
    private readonly roles: RolesService,
    private readonly page: PersonPage,
    private readonly clock: Clock,
  ) {}

  @Post('roles')
  @Requires('access.manage')
  async createRole(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (personId: number, data: z.output<typeof roleForm>, at: Date) =>
      this.roles.grant(actor, { personId, ...data }, at);
    await this.handle(actor, path, body, { name: 'role', schema: roleForm, act, done: 'Nadano rolę.' }, reply);
  }

  @Post('roles/:roleId/end')
  @Requires('access.manage')
  async createRoleEnd(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Param('roleId') roleId: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = Number(found(/^\d{1,9}$/.exec(roleId), 'role')[0]);
    const act = (personId: number, { on }: z.output<typeof roleEndForm>, at: Date) =>
      this.roles.end(actor, { id, personId, on }, at);
    await this.handle(
      actor,
      path,
      body,
      { name: 'roleEnd', schema: roleEndForm, act, done: 'Zakończono rolę.' },
      reply,
    );
  }

  @Post('password')
  @Requires('access.manage')
  async createPassword(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (personId: number, { password }: z.output<typeof passwordForm>, at: Date) =>
      this.people.setPassword(actor, personId, password, at);
    const done = 'Ustawiono hasło. Otwarte sesje tej osoby zakończono.';
    await this.handle(actor, path, body, { name: 'password', schema: passwordForm, act, done }, reply);
  }

  @Post('closure')
  @Requires('directory.manage')
  async createClosure(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (personId: number, { on }: z.output<typeof closureForm>, at: Date) =>
      this.people.close(actor, personId, on, at);
    await this.handle(
      actor,
      path,
      body,
      { name: 'closure', schema: closureForm, act, done: 'Konto zamknięto.' },
      reply,
    );
  }

  @Post('reopening')
  @Requires('directory.manage')
  async createReopening(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const act = (personId: number, _data: unknown, at: Date) => this.people.reopen(actor, personId, at);
    const done = 'Osoba znów pracuje. Aby mogła się zalogować, należy ustawić hasło i nadać role.';
    await this.handle(actor, path, {}, { name: 'closure', schema: z.object({}), act, done }, reply);
  }

  private async handle<S extends z.ZodType>(
    actor: Actor,
    path: string,
    body: unknown,
    change: Change<S>,
    reply: FastifyReply,
  ): Promise<void> {
    const at = this.clock.now();
    await answerForm(reply, {
      schema: change.schema,
      body,
      act: (data) => change.act(personIdOf(path), data, at),
      done: () => ({ to: `/settings/people/${path}`, text: change.done }),
      template: 'pages/directory/person',
      again: (form) => {
        // A password is never sent back.
        const { password: _password, repeated: _repeated, ...values } = form.values;
        return this.page.view(actor, path, at, { [change.name]: { ...form, values } });
      },
    });
  }
}
