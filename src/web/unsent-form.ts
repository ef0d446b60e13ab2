import type { FastifyReply, FastifyRequest } from 'fastify';
import { fieldsOf, keptForm, type KeptForm, readKeptForm, typedTexts } from './kept-form.js';
import { safePath } from './safe-path.js';
import { signInView } from './sign-in-view.js';

/** Said when a form was not taken, and nothing had been typed that could be sent again. */
export const NOTHING_SENT = 'Sesja wygasła, więc nic nie zostało zapisane. Prosimy powtórzyć czynność.';

/**
 * Answers a form whose sender is not signed in (any more) with the page of signing in, which carries along what was typed and leads
 * back to the page it was typed on.
 */
export function answerStranger(request: FastifyRequest, reply: FastifyReply, isDemo: boolean): void {
  const kept = keptOf(request);
  const form = { email: '', next: pageOf(request), error: null, notice: noticeOf(request, kept), kept };
  void reply.view('pages/web/sign-in', signInView(form, isDemo));
}

/**
 * Answers a form whose token is of another time (the browser was closed meanwhile). The browser must say that it comes from a page of
 * ours, or else any page could put its words before a person to send.
 * @returns false: nothing can be offered
 */
export function answerStaleForm(request: FastifyRequest, reply: FastifyReply, isDemo: boolean): boolean {
  if (request.headers['sec-fetch-site'] !== 'same-origin') return false;
  if (request.url === '/sign-in') {
    const { email, next, kept } = fieldsOf(request.body);
    const notice = 'Strona logowania była otwarta zbyt długo. Prosimy zalogować się jeszcze raz.';
    const form = {
      email: typeof email === 'string' ? email : '',
      next: safePath(next),
      error: null,
      notice,
      kept: readKeptForm(kept),
    };
    void reply.view('pages/web/sign-in', signInView(form, isDemo));
    return true;
  }
  if (!request.actor) {
    answerStranger(request, reply, isDemo);
    return true;
  }
  const kept = keptOf(request);
  if (kept)
    void reply.view('pages/web/unsent-form', unsentFormView(kept, pageOf(request), 'Strona była otwarta zbyt długo.'));
  return kept !== null;
}

/** View of the page that offers a form again which could not be taken, to whoever is signed in now. */
export function unsentFormView(kept: KeptForm, back: string, reason: string): object {
  return { ...kept, texts: typedTexts(kept), back, reason };
}

function keptOf(request: FastifyRequest): KeptForm | null {
  return keptForm(request.url, request.body, hadFiles(request));
}

/** The page on which the form stands: where the browser says it comes from, else the address of the form, which leads to it. */
function pageOf({ headers: { referer, host }, url }: FastifyRequest): string {
  const from = referer && URL.canParse(referer) ? new URL(referer) : null;
  return safePath(from?.host === host ? from!.pathname + from!.search : url);
}

function noticeOf(request: FastifyRequest, kept: KeptForm | null): string {
  if (kept) {
    const files = kept.hadFiles ? ' Pliki trzeba będzie dodać jeszcze raz.' : '';
    return `Sesja wygasła, zanim formularz został wysłany. Wpisana treść jest zachowana i po zalogowaniu będzie można ją wysłać.${files}`;
  }
  const isRead = request.body !== undefined;
  return isRead
    ? NOTHING_SENT
    : 'Sesja wygasła, zanim formularz z plikami został wysłany. Prosimy zalogować się w nowej karcie, wrócić do formularza przyciskiem „Wstecz” i wysłać go ponownie.';
}

function hadFiles({ uploads = [], refusedUploads = {} }: FastifyRequest): boolean {
  return uploads.length > 0 || Object.keys(refusedUploads).length > 0;
}
