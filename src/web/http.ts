import cookie from '@fastify/cookie';
import csrfProtection from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import compress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { AccessGuard } from '../access/access.guard.js';
import type { AppConfig } from '../config/config.js';
import { filledIn, pageOfForm } from './form-address.js';
import { Metrics } from './metrics.js';
import { flattenMultipart, refuseFiles, releaseFiles, takeFile, UPLOAD_LIMITS } from './uploads.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** A form of a page without the token that the sender's browser was given. */
    hasStaleToken: boolean;
  }
}

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Everything between the socket and the controllers: cookies, headers, limits, tokens. Called once, before `app.init()`. */
export async function configureHttp(app: NestFastifyApplication, config: AppConfig): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  const secure = config.publicUrl.startsWith('https:');
  server.decorateRequest('actor', null);
  server.decorateRequest('sessionId', null);
  server.decorateRequest('hasStaleToken', false);
  server.addHook('onRequest', async (request, reply) => {
    if (!config.roles.has('web') && !isOperational(request))
      await reply.status(404).send('This process serves no pages.');
  });
  const metrics = app.get(Metrics);
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    // A stream lasts as long as somebody looks at the page.
    if (route !== '/live') metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime);
  });
  await app.register(cookie, { secret: config.appSecret });
  await app.register(csrfProtection, {
    cookieKey: secure ? '__Host-csrf' : 'csrf',
    cookieOpts: { path: '/', httpOnly: true, sameSite: 'lax', secure },
    getToken: (request: FastifyRequest) => tokenOf(request),
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: secure,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
  await app.register(rateLimit, { global: false });
  await app.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'] });
  await app.register(multipart, {
    attachFieldsToBody: true,
    throwFileSizeLimit: false,
    limits: UPLOAD_LIMITS,
    onFile: takeFile,
  });
  server.addHook('onRequest', async (request, reply) => {
    await refuseFiles(request, async () => (await app.get(AccessGuard).actorOf(request)) !== null);
    // Of the answer, which also closes when its receiver is gone: `onResponse` does not run then, and the request closes too early.
    reply.raw.once('close', () => releaseFiles(request));
  });
  server.addHook('preHandler', (request, _reply, done) => {
    flattenMultipart(request);
    done();
  });
  server.addHook('preHandler', (request, reply, done) => {
    // The API knows bearer tokens only, which no foreign page can send.
    if (!UNSAFE.has(request.method) || request.url.startsWith('/api/')) return done();
    request.hasStaleToken = true;
    server.csrfProtection(request, reply, () => {
      request.hasStaleToken = false;
      done();
    });
  });
}

/**
 * Gives every address that only takes a form a GET that leads to the page where the form stands: a refused form is shown again under
 * that address, and people reload it or come back to it.
 * @returns to be called when all routes are known
 */
export function collectFormAddresses(app: NestFastifyApplication): () => void {
  const server = app.getHttpAdapter().getInstance();
  const [pages, forms] = [new Set<string>(), new Set<string>()];
  server.addHook('onRoute', ({ method, url }) => {
    if (method === 'GET') pages.add(url);
    if (method === 'POST' && !url.startsWith('/api/')) forms.add(url);
  });
  return () => {
    const known = new Set(pages);
    for (const form of [...forms].filter((each) => !known.has(each))) {
      const page = pageOfForm(form, known);
      server.get(form, (request, reply) =>
        reply.redirect(filledIn(page, request.params as Record<string, string>), 303),
      );
    }
  };
}

/** What every process answers, whatever its role. */
function isOperational(request: FastifyRequest): boolean {
  return request.url.startsWith('/health/') || request.url === '/metrics';
}

function tokenOf(request: FastifyRequest): string {
  const { _csrf } = (request.body ?? {}) as { _csrf?: unknown };
  const header = request.headers['x-csrf-token'];
  return typeof _csrf === 'string' ? _csrf : typeof header === 'string' ? header : '';
}
