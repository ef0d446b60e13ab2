import { Module } from '@nestjs/common';
import { IndexTicketsSweeper } from './index-tickets.sweeper.js';
import { TicketIndexService } from './ticket-index.service.js';

@Module({ providers: [TicketIndexService, IndexTicketsSweeper], exports: [TicketIndexService] })
export class SearchModule {}
