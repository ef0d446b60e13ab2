import { Body, Controller, Get, Post, Query, Render, Req, Res } from '@nestjs/common';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionCookieName } from '../access/access.guard.js';
import { CurrentUser, Public, Requires } from '../access/route-access.js';
import type { Actor } from '../access/actor.js';
import { SessionService } from '../access/session.service.js';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/config.js';
import { SignInThrottle } from './sign-in-throttle.js';

interface SignInForm {
  email?: string;
  password?: string;
  next?: string;
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
    return this.view({ email: '', next: safePath(next), error: null });
  }

  @Post('sign-in')
  @Public()
  async create(@Body() form: SignInForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const email = String(form.email ?? '')
      .trim()
      .slice(0, 320);
    const next = safePath(form.next);
    const at = this.clock.now();
    const refuse = (status: number, error: string) =>
      reply.status(status).view('pages/web/sign-in', this.view({ email, next, error }));
    if (!this.throttle.take(request.ip, email, at)) {
      return void refuse(429, 'Zbyt wiele nieudanych prób. Prosimy odczekać kilka minut.');
    }
    const from = { ip: request.ip, userAgent: request.headers['user-agent'] ?? null };
    const session = await this.sessions.signIn(email, String(form.password ?? '').slice(0, 1000), from, at);
    if (!session) return void refuse(422, 'Adres e-mail lub hasło są nieprawidłowe.');
    this.throttle.forgive(request.ip, email, at);
    void reply.setCookie(sessionCookieName(this.config), session, this.cookie()).redirect(next, 303);
  }

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

  private view(form: { email: string; next: string; error: string | null }) {
    return { ...form, accounts: this.config.demo ? DEMO_ACCOUNTS : [] };
  }

  private cookie() {
    return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: this.config.publicUrl.startsWith('https:') };
  }
}

/** Shown on the sign-in page of the demo only, where they exist. */
const DEMO_ACCOUNTS = [
  { email: 'technik@urzad.example', role: 'technician' },
  { email: 'naczelnik@urzad.example', role: 'itHead' },
  { email: 'pracownik@urzad.example', role: 'employee' },
  { email: 'kierownik@urzad.example', role: 'unitHead' },
  { email: 'skarbnik@urzad.example', role: 'treasurer' },
  { email: 'sekretarz@urzad.example', role: 'secretary' },
  { email: 'audytor@urzad.example', role: 'auditor' },
  { email: 'admin@urzad.example', role: 'administrator' },
];

/** Only paths of this site: `next` comes from outside. */
function safePath(next: string | undefined): string {
  return next && /^\/(?![/\\])[^\s\\]{0,500}$/.test(next) && !next.startsWith('/sign-') ? next : '/';
}
