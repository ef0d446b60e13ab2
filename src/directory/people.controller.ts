import { Body, Controller, Get, Param, Post, Query, Render, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { type Actor, ROLES } from '../access/actor.js';
import { can } from '../access/policy.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { localDate } from '../common/local-date.js';
import { AppConfig } from '../config/config.js';
import { answerForm } from '../rendering/answer-form.js';
import { idField, idFilter, optional, searchFilter, textField } from '../rendering/form-fields.js';
import { emptyForm } from '../rendering/forms.js';
import { options } from '../rendering/labels.js';
import { listView } from '../rendering/list-view.js';
import { listUnits } from './directory.queries.js';
import { findPerson, listPeople, PEOPLE_SORTS } from './people.query.js';
import { PeopleService } from './people.service.js';
import { personIdOf, PersonPage } from './person-page.js';

const PAGE_SIZE = 50;

/** What the address of the list may say; anything else counts as not said. */
const listQuery = z.object({
  q: searchFilter,
  unit: idFilter,
  role: z.enum(ROLES).optional().catch(undefined),
  state: z.enum(['left', 'all']).optional().catch(undefined),
  sort: z.enum(PEOPLE_SORTS).catch('name'),
  dir: z.enum(['asc', 'desc']).catch('asc'),
  cursor: z.string().max(500).optional().catch(undefined),
});

const personForm = z.object({
  givenName: textField(100).meta({ title: 'Imię' }),
  familyName: textField(100).meta({ title: 'Nazwisko' }),
  email: optional(z.email()).meta({ title: 'E-mail' }),
  unitId: optional(idField).meta({ title: 'Komórka' }),
  room: optional(textField(40)).meta({ title: 'Pokój' }),
  phone: optional(textField(40)).meta({ title: 'Telefon' }),
});

/** People of the office: list, one person, entering and changing. */
@Controller('settings/people')
export class PeopleController {
  constructor(
    private readonly db: DataSource,
    private readonly people: PeopleService,
    private readonly page: PersonPage,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get()
  @Requires('directory.view')
  @Render('pages/directory/people')
  async index(@CurrentUser() actor: Actor, @Query() raw: Record<string, unknown>) {
    const { q, unit, role, state, ...query } = listQuery.parse(raw);
    const today = this.today();
    const filter = {
      q,
      unitId: unit,
      role,
      state: state === 'all' ? undefined : state === 'left' ? state : ('here' as const),
    };
    const page = {
      sort: query.sort,
      descending: query.dir === 'desc',
      cursor: query.cursor,
      limit: PAGE_SIZE + 1,
      today,
    };
    const rows = await listPeople(this.db.manager, filter, page);
    const people = rows.slice(0, PAGE_SIZE);
    return {
      people: people.map((person) => ({ ...person, hasLeft: person.closedOn !== null && person.closedOn <= today })),
      manages: can(actor, 'directory.manage'),
      list: listView({
        path: '/settings/people',
        query: raw,
        columns: COLUMNS,
        filters: await this.filters(today),
        sort: { by: query.sort, direction: query.dir },
        count: people.length,
        nextCursor: rows.length > PAGE_SIZE ? people.at(-1)!.cursor : null,
      }),
    };
  }

  @Get('new')
  @Requires('directory.manage')
  @Render('pages/directory/person-form')
  async new() {
    return { ...NEW, form: emptyForm(), units: await this.page.unitOptions(this.today()) };
  }

  @Post()
  @Requires('directory.manage')
  async create(@CurrentUser() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    await answerForm(reply, {
      schema: personForm,
      body,
      act: (data) => this.people.create(actor, data, this.clock.now()),
      done: (id) => ({ to: `/settings/people/${id}`, text: 'Dodano osobę.' }),
      template: 'pages/directory/person-form',
      again: async (form) => ({ ...NEW, form, units: await this.page.unitOptions(this.today()) }),
    });
  }

  @Get(':id')
  @Requires('directory.view')
  @Render('pages/directory/person')
  async show(@CurrentUser() actor: Actor, @Param('id') path: string) {
    return this.page.view(actor, path, this.clock.now());
  }

  @Get(':id/edit')
  @Requires('directory.manage')
  @Render('pages/directory/person-form')
  async edit(@Param('id') path: string) {
    const person = await findPerson(this.db.manager, personIdOf(path));
    const { givenName, familyName, email, unitId, room, phone } = person;
    const form = emptyForm({ givenName, familyName, email, unitId, room, phone });
    return { ...editing(person), form, units: await this.page.unitOptions(this.today()) };
  }

  @Post(':id')
  @Requires('directory.manage')
  async update(
    @CurrentUser() actor: Actor,
    @Param('id') path: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const person = await findPerson(this.db.manager, personIdOf(path));
    await answerForm(reply, {
      schema: personForm,
      body,
      act: (data) => this.people.change(actor, person.id, data, this.clock.now()),
      done: () => ({ to: `/settings/people/${person.id}`, text: 'Zapisano zmiany.' }),
      template: 'pages/directory/person-form',
      again: async (form) => ({ ...editing(person), form, units: await this.page.unitOptions(this.today()) }),
    });
  }

  private async filters(today: string) {
    const units = await listUnits(this.db.manager, today);
    return [
      { name: 'q', label: 'Szukaj', kind: 'search' as const },
      {
        name: 'unit',
        label: 'Komórka',
        kind: 'select' as const,
        options: units.map(({ id, symbol }) => ({ value: String(id), label: symbol })),
      },
      {
        name: 'role',
        label: 'Rola',
        kind: 'select' as const,
        options: options('role').filter(({ value }) => value !== 'employee'),
      },
      {
        name: 'state',
        label: 'Praca',
        kind: 'select' as const,
        any: 'Pracują',
        options: [
          { value: 'left', label: 'Nie pracują' },
          { value: 'all', label: 'Wszystkie osoby' },
        ],
      },
    ];
  }

  private today(): string {
    return localDate(this.clock.now(), this.config.timeZone);
  }
}

const COLUMNS = [
  { id: 'name', label: 'Nazwisko i imię', sortable: true },
  { id: 'unit', label: 'Komórka', sortable: true, class: 'cell-fit' },
  { id: 'roles', label: 'Role' },
  { id: 'email', label: 'E-mail' },
  { id: 'phone', label: 'Telefon', class: 'cell-fit' },
];

const NEW = { heading: 'Nowa osoba', action: '/settings/people', back: '/settings/people', isNew: true };

function editing({ id, givenName, familyName }: { id: number; givenName: string; familyName: string }) {
  const path = `/settings/people/${id}`;
  return { heading: `${givenName} ${familyName}`, action: path, back: path, isNew: false };
}
