import { Controller, Get, Render } from '@nestjs/common';
import { Requires } from '../../access/route-access.js';
import { Clock } from '../../common/clock.js';
import { IntakeBalancePage } from './intake-balance.page.js';

/** What became of everything that came in, day by day. */
@Controller('inbound-balance')
export class IntakeBalanceController {
  constructor(
    private readonly page: IntakeBalancePage,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('inbound-email.list')
  @Render('pages/inbound-emails/balance')
  show() {
    return this.page.show(this.clock.now());
  }
}
