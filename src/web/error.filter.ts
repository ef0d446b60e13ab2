import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessGuard, SignInRequired } from '../access/access.guard.js';
import { DomainError, HTTP_STATUS } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import { isRefusedValue } from '../database/is-refused-value.js';
import { isDatabaseUnavailable } from '../database/is-unavailable.js';
import { errorView } from './error-view.js';
import { answerStaleForm, answerStranger } from './unsent-form.js';

/** What is told of an error, to a person or a program. */
interface Problem {
  status: number;
  code: string;
  message: string;
  fields?: Record<string, string>;
}

/** One table from errors to answers: problem details (RFC 9457) for the API, a Polish page for people. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  constructor(
    private readonly guard: AccessGuard,
    private readonly config: AppConfig,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    try {
      await this.answer(error, host);
    } catch (failure) {
      // Nobody waits for this method: what it throws would end the process.
      this.log.error(`An error was not told: ${stackOf(failure)}`);
      const reply = host.switchToHttp().getResponse<FastifyReply>();
      if (!reply.sent) void reply.status(500).type('text/plain; charset=utf-8').send(MESSAGES[500]);
    }
  }

  private async answer(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const isApi = request.url.startsWith('/api/');
    if (error instanceof SignInRequired && !isApi && request.method === 'GET') {
      void reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
      return;
    }
    const problem = problemOf(error, request);
    // What is said to a person of an error of ours, so that it can be found here.
    const mark = problem.status >= 500 && !isApi ? randomBytes(4).toString('hex') : null;
    if (problem.status >= 500) this.log.error([mark, stackOf(error)].filter(Boolean).join(' '));
    if (reply.sent) return;
    void reply.status(problem.status);
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    if (problem.status === 503) void reply.header('retry-after', '10');
    if (isApi || isOperational(request)) return answerProgram(problem, reply);
    if (error instanceof SignInRequired) return answerStranger(request, reply, this.config.demo);
    if (request.hasStaleToken) {
      // Refused before the guard had asked who it is.
      request.actor = await this.guard.actorOf(request).catch(() => null);
      if (answerStaleForm(request, reply, this.config.demo)) return;
    }
    void reply.view('pages/web/error', errorView({ ...problem, mark }));
  }
}

function answerProgram({ status, code, message, fields = {} }: Problem, reply: FastifyReply): void {
  const errors = Object.keys(fields).length > 0 ? { errors: fields } : {};
  const problem = { type: `urn:pogotowie:${code}`, title: message, status, code, ...errors };
  void reply.type('application/problem+json').send(JSON.stringify(problem));
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isOperational(request: FastifyRequest): boolean {
  return request.url.startsWith('/health/') || request.url.startsWith('/metrics');
}

function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof DomainError) {
    return { status: HTTP_STATUS[error.kind], code: error.code, message: error.message, fields: error.fields };
  }
  if (error instanceof SignInRequired) {
    return { status: 401, code: 'sign-in-required', message: 'Należy się zalogować.' };
  }
  if (request.hasStaleToken) {
    return { status: 403, code: 'form.stale', message: 'Strona z formularzem była otwarta zbyt długo.' };
  }
  if (isDatabaseUnavailable(error)) {
    return {
      status: 503,
      code: 'database-unavailable',
      message: 'Baza danych jest chwilowo niedostępna. Prosimy spróbować za chwilę.',
    };
  }
  const status = isRefusedValue(error) ? 422 : statusOf(error, request);
  return { status, code: `http.${status}`, message: MESSAGES[status] ?? MESSAGES[status >= 500 ? 500 : 400]! };
}

function statusOf(error: unknown, request: FastifyRequest): number {
  if (error instanceof HttpException) return error.getStatus();
  // Fastify's own refusals (body too large, unsupported type, rate limit, CSRF) carry their status.
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 600) return statusCode;
  // A form with files that breaks off, or has no boundary: the parser's words for it carry none.
  return request.isMultipart() && request.uploads === undefined ? 400 : 500;
}

const MESSAGES: Record<number, string> = {
  400: 'Nie udało się odczytać przesłanych danych.',
  403: 'Brak uprawnień do tej strony.',
  404: 'Nie ma takiej strony.',
  405: 'Tej strony nie można wywołać w ten sposób.',
  413: 'Przesłane pliki są za duże.',
  415: 'Nieobsługiwany rodzaj danych.',
  422: 'Przesłane dane są nieprawidłowe.',
  429: 'Zbyt wiele prób w krótkim czasie. Prosimy odczekać minutę.',
  500: 'Wystąpił błąd po naszej stronie. Został zapisany; prosimy spróbować ponownie.',
  503: 'Usługa jest chwilowo niedostępna. Prosimy spróbować za chwilę.',
};
