import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from './actor.js';
import type { Action } from './policy.js';

export const ROUTE_ACCESS = 'route-access';

/** What a route asks of its visitor. */
export type RouteAccess = 'public' | Action;

/** Open to everyone, signed in or not. */
export const Public = () => SetMetadata(ROUTE_ACCESS, 'public' satisfies RouteAccess);

/** Open to those who may ever do this; the service asks again about the subject at hand. */
export const Requires = (action: Action) => SetMetadata(ROUTE_ACCESS, action satisfies RouteAccess);

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard; null for a visitor who has not signed in. */
    actor: Actor | null;
    sessionId: string | null;
  }
}

/** The signed-in person. On a @Public route use `request.actor`, which may be null. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!actor) throw new Error('a route with @CurrentUser() must not be @Public()');
  return actor;
});
