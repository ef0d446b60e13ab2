import { Body, Controller, Get, HttpCode, Post, Query, Render, Req, Res } from '@nestjs/common';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionCookieName } from '../access/access.guard.js';
import { CurrentUser, Public, Requires } from '../access/route-access.js';
import type { Actor } from '../access/actor.js';
import { SessionService } from '../access/session.service.js';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/config.js';
import { readKeptForm } from './kept-form.js';
import { safePath } from './safe-path.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { signInView } from './sign-in-view.js';
import { unsentFormView } from './unsent-form.js';

interface SignInForm {
  email?: string;
  password?: string;
  next?: string;
  /** A form that could not be taken before, see `KeptForm`. */
  kept?: string;
}

/** Coming in and going out. */
@Controller()
export class SignInController {
  constructor(
    private readonly sessions: SessionService,
    private readonly throttle: SignInThrottle,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  @Get('sign-in')
  @Public()
  @Render('pages/web/sign-in')
  show(@Query('next') next?: string) {
    return signInView({ email: '', next: safePath(next), error: null }, this.config.demo);
  }

  @Post('sign-in')
  @Public()
  async create(@Body() form: SignInForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const email = String(form.email ?? '')
      .trim()
      .slice(0, 320);
    const next = safePath(form.next);
    const kept = readKeptForm(form.kept);
    const at = this.clock.now();
    const refuse = (status: number, error: string) =>
      reply.status(status).view('pages/web/sign-in', signInView({ email, next, error, kept }, this.config.demo));
    if (!this.throttle.take(request.ip, email, at)) {
      return void refuse(429, 'Zbyt wiele nieudanych prób. Prosimy odczekać kilka minut.');
    }
    const from = { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
    const session = await this.sessions.signIn(email, String(form.password ?? '').slice(0, 1000), from, at);
    if (!session) return void refuse(422, 'Adres e-mail lub hasło są nieprawidłowe.');
    this.throttle.forgive(request.ip, email, at);
    void reply.setCookie(sessionCookieName(this.config), session, this.cookie());
    if (!kept) return void reply.redirect(next, 303);
    request.actor = await this.sessions.actorOfSession(session, at);
    void reply.status(200).view('pages/web/unsent-form', unsentFormView(kept, next, 'Sesja wygasła.'));
  }

  /** Asked by a page before it sends a form: 204 when somebody is signed in, else the way to sign in. */
  @Get('session')
  @Requires('home.view')
  @HttpCode(204)
  session(): void {}

  @Post('sign-out')
  @Requires('home.view')
  async destroy(
    @CurrentUser() actor: Actor,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (request.sessionId) await this.sessions.signOut(request.sessionId, actor, this.clock.now());
    void reply.clearCookie(sessionCookieName(this.config), this.cookie()).redirect('/sign-in', 303);
  }

  private cookie() {
    return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: this.config.publicUrl.startsWith('https:') };
  }
}
