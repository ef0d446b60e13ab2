import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { LiveHub } from './live-hub.js';

/** One stream of hints per browser (server-sent events): "ticket N changed". The page then fetches again by itself. */
@Controller('live')
export class LiveController {
  constructor(private readonly hub: LiveHub) {}

  @Get()
  @Requires('ticket.list')
  show(@CurrentUser() actor: Actor, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    });
    const leave = this.hub.join(request.sessionId!, actor, {
      write: (chunk) => void reply.raw.write(chunk),
      end: () => void reply.raw.end(),
    });
    request.raw.on('close', leave);
  }
}
