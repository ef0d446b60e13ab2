import { Injectable } from '@nestjs/common';
import { type PeriodicSweep, Sweeper } from '../queues/processor.js';
import { TicketIndexService } from './ticket-index.service.js';

/** Search may be a second behind; a batch costs two statements however many tickets changed. */
@Sweeper({ name: 'index-tickets', everyMs: 1_000 })
@Injectable()
export class IndexTicketsSweeper implements PeriodicSweep {
  constructor(private readonly index: TicketIndexService) {}

  async sweep(): Promise<void> {
    await this.index.indexDue();
  }
}
