import { Module } from '@nestjs/common';
import { TicketsModule } from '../tickets/tickets.module.js';
import { OutagesService } from './outages.service.js';

@Module({
  imports: [TicketsModule],
  providers: [OutagesService],
  exports: [OutagesService],
})
export class OutagesModule {}
