import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { CurrentUser, Requires } from '../access/route-access.js';
import { Clock } from '../common/clock.js';
import { KpiService } from '../kpi/kpi.service.js';
import { yearFromPath } from '../kpi/year-from-path.js';
import { Answers, shown } from './answers.js';

const kpiSchema = z.object({
  year: z.int(),
  cardVersion: z.int().nullable(),
  asOf: z.date(),
  state: z.enum(['INTERIM', 'DRAFT', 'APPROVED']),
  /** Inclusive local days. */
  period: z.object({ from: z.string(), to: z.string() }),
  indicators: z.array(
    z.object({
      id: z.literal([1, 2, 3]),
      numerator: z.number(),
      denominator: z.number(),
      /** Percent truncated to two decimals; null without a denominator. */
      value: z.number().nullable(),
      display: z.string().meta({ example: '99,82%' }),
      target: z.string().nullable(),
      met: z.boolean().nullable(),
      /** What stands behind the numerator: outages, repair protocols or accepted purchases. */
      evidence: z.array(z.looseObject({ ticketNumber: z.string().nullable(), inboundEmailId: z.int().nullable() })),
    }),
  ),
});

/** The indicators of the process card for one year. */
@ApiTags('kpi')
@Controller('api/v1/kpi')
export class KpiApiController {
  constructor(
    private readonly kpi: KpiService,
    private readonly clock: Clock,
  ) {}

  @Get(':year')
  @Requires('kpi.view')
  @Answers(kpiSchema)
  async show(@CurrentUser() actor: Actor, @Param('year') year: string) {
    const { indicators, ...report } = await this.kpi.report(actor, yearFromPath(year), this.clock.now());
    return shown(kpiSchema, {
      ...report,
      indicators: indicators.map(({ evidence, ...figure }) => ({
        ...figure,
        evidence: evidence.map((item) => ({ ...item })),
      })),
    });
  }
}
