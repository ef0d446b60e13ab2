import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mayEver } from '../access/policy.js';
import { Clock } from '../common/clock.js';
import { PROJECT_ROOT } from '../common/project-root.js';
import { AppConfig } from '../config/config.js';
import { DatabaseService } from '../database/database.service.js';
import { JobsService } from '../queues/jobs.service.js';
import { OfficeFrame } from '../office/office-frame.js';
import { Assets } from '../rendering/assets.js';
import { takeFlash } from '../rendering/flash.js';
import type { LayoutContext, LayoutOffice } from '../rendering/layout-context.js';
import { label } from '../rendering/labels.js';
import { Templates } from '../rendering/templates.js';
import { registerViews } from '../rendering/views.js';
import { mainRole, navigationOf } from './navigation.js';

const { version: VERSION } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

/** Gives the server its static files and `reply.view`, with the frame that every page stands in. */
export function configurePages(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  const config = app.get(AppConfig);
  const clock = app.get(Clock);
  const database = app.get(DatabaseService);
  const jobs = app.get(JobsService);
  const office = app.get(OfficeFrame);
  app.get(Assets).register(server);
  registerViews(server, app.get(Templates), (request, reply) =>
    layoutOf(request, reply, config, office.current(), clock.now(), noticesOf(database, jobs)),
  );
}

function layoutOf(
  request: FastifyRequest,
  reply: FastifyReply,
  config: AppConfig,
  office: LayoutOffice | null,
  now: Date,
  notices: string[],
): LayoutContext {
  const { actor } = request;
  const works = actor !== null && mayEver(actor, 'ticket.list');
  return {
    actor: actor && { name: actor.name, role: label('role', mainRole(actor)) },
    nav: actor ? navigationOf(actor) : [],
    searchHref: works ? '/tickets' : null,
    liveHref: works ? '/live' : null,
    office,
    csrfToken: reply.generateCsrf(),
    flash: takeFlash(request, reply),
    url: request.url,
    now,
    version: VERSION,
    demo: config.demo,
    notices,
  };
}

/** What is down, for everyone to see: what they enter is kept, but lies. */
function noticesOf(database: DatabaseService, jobs: JobsService): string[] {
  return [
    ...(database.isReady ? [] : ['Baza danych jest niedostępna. Próbujemy połączyć się ponownie.']),
    ...(jobs.isAway ? ['Kolejka zadań nie odpowiada. Nowe wiadomości i powiadomienia czekają; nic nie zginie.'] : []),
  ];
}
