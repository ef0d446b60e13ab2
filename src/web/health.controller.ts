import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/route-access.js';
import { AppConfig } from '../config/config.js';
import { DependencyChecks } from './dependency-checks.js';
import { Metrics } from './metrics.js';
import { readiness } from './readiness.js';

/** For orchestrators and monitoring: no session, no secrets. */
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly checks: DependencyChecks,
    private readonly metrics: Metrics,
    private readonly config: AppConfig,
  ) {}

  @Get('health/live')
  live() {
    return { status: 'up' };
  }

  /**
   * Each dependency of this process by name, with a code for what is wrong. 503 only when the process cannot do its work; 200 with
   * `degraded` when it can, but somebody should look. What exactly was said stays out: everybody may ask.
   */
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const roles = [...this.config.roles];
    const states = await this.checks.run(roles);
    const status = readiness(roles, states);
    const dependencies = Object.fromEntries(
      Object.entries(states).map(([name, state]) => [name, { ...state, message: undefined }]),
    );
    void reply.status(status === 'down' ? 503 : 200).send({ status, roles, dependencies });
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async show(): Promise<string> {
    return this.metrics.text();
  }
}
