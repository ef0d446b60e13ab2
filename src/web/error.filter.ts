import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInRequired } from '../access/access.guard.js';
import { DomainError, HTTP_STATUS } from '../common/domain-error.js';
import { isRefusedValue } from '../database/is-refused-value.js';
import { isDatabaseUnavailable } from '../database/is-unavailable.js';
import { errorView } from './error-view.js';

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

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    answerError(error, request, reply, this.log);
  }
}

/** Also called for errors that Fastify meets before any controller: a broken body, a missing token, a limit. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const isApi = request.url.startsWith('/api/');
  if (error instanceof SignInRequired && !isApi && request.method === 'GET') {
    void reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
    return;
  }
  const problem = problemOf(error);
  if (problem.status >= 500) log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (reply.sent) return;
  void reply.status(problem.status);
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (problem.status === 503) void reply.header('retry-after', '10');
  if (isApi || isOperational(request)) {
    void reply.type('application/problem+json').send(
      JSON.stringify({
        type: `urn:pogotowie:${problem.code}`,
        title: problem.message,
        status: problem.status,
        code: problem.code,
        ...(problem.fields && Object.keys(problem.fields).length > 0 ? { errors: problem.fields } : {}),
      }),
    );
    return;
  }
  void reply.view('pages/web/error', errorView(problem, request.actor !== null));
}

function isOperational(request: FastifyRequest): boolean {
  return request.url.startsWith('/health/') || request.url.startsWith('/metrics');
}

function problemOf(error: unknown): Problem {
  if (error instanceof DomainError) {
    return { status: HTTP_STATUS[error.kind], code: error.code, message: error.message, fields: error.fields };
  }
  if (error instanceof SignInRequired) {
    return { status: 401, code: 'sign-in-required', message: 'Należy się zalogować.' };
  }
  if (isDatabaseUnavailable(error)) {
    return {
      status: 503,
      code: 'database-unavailable',
      message: 'Baza danych jest chwilowo niedostępna. Prosimy spróbować za chwilę.',
    };
  }
  const status = isRefusedValue(error) ? 422 : statusOf(error);
  return { status, code: `http.${status}`, message: MESSAGES[status] ?? MESSAGES[status >= 500 ? 500 : 400]! };
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  // Fastify's own refusals (body too large, unsupported type, rate limit, CSRF) carry their status.
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 600 ? statusCode : 500;
}

const MESSAGES: Record<number, string> = {
  400: 'Nie udało się odczytać przesłanych danych.',
  403: 'Formularz stracił ważność. Należy odświeżyć stronę i wysłać go ponownie.',
  404: 'Nie ma takiej strony.',
  405: 'Tej strony nie można wywołać w ten sposób.',
  413: 'Przesłane pliki są za duże.',
  415: 'Nieobsługiwany rodzaj danych.',
  422: 'Przesłane dane są nieprawidłowe.',
  429: 'Zbyt wiele prób w krótkim czasie. Prosimy odczekać minutę.',
  500: 'Wystąpił błąd po naszej stronie. Został zapisany; prosimy spróbować ponownie.',
  503: 'Usługa jest chwilowo niedostępna. Prosimy spróbować za chwilę.',
};
