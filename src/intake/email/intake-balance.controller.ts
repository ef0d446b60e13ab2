import { Controller, Get, Render } from '@nestjs/common';
import { Requires } from '../../access/route-access.js';
import { Clock } from '../../common/clock.js';
import { BALANCE_DAYS, balanceView } from './intake-balance.page.js';
import { IntakeBalance } from './intake-balance.service.js';

/** What became of everything that came in, day by day. */
@Controller('inbound-balance')
export class IntakeBalanceController {
  constructor(
    private readonly balance: IntakeBalance,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('inbound-email.list')
  @Render('pages/inbound-emails/balance')
  async show() {
    return balanceView(await this.balance.ofDays(this.clock.now(), BALANCE_DAYS));
  }
}
