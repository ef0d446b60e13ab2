import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LayoutContext } from './layout-context.js';
import type { Templates } from './templates.js';

declare module 'fastify' {
  interface FastifyReply {
    /** Renders a page and sends it. Nest's `@Render` calls it with what the handler returned. */
    view(name: string, view?: object): FastifyReply;
  }
}

/**
 * Gives replies their `view` method.
 * @param layoutOf what the frame of a page needs (who is signed in, navigation, token), asked when a page is rendered
 */
export function registerViews(
  server: FastifyInstance,
  templates: Templates,
  layoutOf: (request: FastifyRequest, reply: FastifyReply) => LayoutContext,
): void {
  server.decorateReply('view', function (this: FastifyReply, name: string, view: object = {}) {
    const html = templates.render(name, view, { layout: layoutOf(this.request, this) });
    return this.header('content-type', 'text/html; charset=utf-8').send(html);
  });
}
