import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/route-access.js';
import { DependencyChecks } from './dependency-checks.js';
import { Metrics } from './metrics.js';

/** For orchestrators and monitoring: no session, no secrets. */
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly checks: DependencyChecks,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  live() {
    return { status: 'up' };
  }

  /** 200 when every dependency answers, 503 otherwise; each is named. */
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const dependencies = await this.checks.run();
    const up = Object.values(dependencies).every(({ status }) => status === 'up');
    void reply.status(up ? 200 : 503).send({ status: up ? 'up' : 'down', dependencies });
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async show(): Promise<string> {
    return this.metrics.text();
  }
}
