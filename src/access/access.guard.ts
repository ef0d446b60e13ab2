import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { AppConfig } from '../config/config.js';
import type { Actor } from './actor.js';
import { mayEver } from './policy.js';
import { ROUTE_ACCESS, type RouteAccess } from './route-access.js';
import { SessionService } from './session.service.js';

/** Thrown when nobody is signed in: the API answers 401, a page leads to sign-in and back. */
export class SignInRequired extends Error {}

/** `__Host-` binds the cookie to this host and to https; browsers refuse it on plain http, so it depends on PUBLIC_URL. */
export function sessionCookieName(config: AppConfig): string {
  return config.publicUrl.startsWith('https:') ? '__Host-session' : 'session';
}

/** One guard for every route: finds out who asks, and closes the route to those who may never use it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!access) throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no access`);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.actor = await this.actorOf(request);
    if (access === 'public') return true;
    if (!request.actor) throw new SignInRequired('sign-in required');
    if (!mayEver(request.actor, access)) {
      throw new DomainError('route.forbidden', 'forbidden', 'Brak uprawnień do tej strony.');
    }
    return true;
  }

  /** The API knows bearer tokens only, pages cookies only: a cookie can never act through the API. */
  async actorOf(request: FastifyRequest): Promise<Actor | null> {
    request.sessionId = null;
    if (request.url.startsWith('/api/')) {
      const [, token] = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '') ?? [];
      return token ? this.sessions.actorOfToken(token, this.clock.now()) : null;
    }
    const cookie = request.cookies[sessionCookieName(this.config)];
    if (!cookie || cookie.length > 100) return null;
    request.sessionId = cookie;
    return this.sessions.actorOfSession(cookie, this.clock.now());
  }
}
