import { Global, Module } from '@nestjs/common';
import { EventsService } from './events.service.js';
import { EventRelay } from './relay.js';

@Global()
@Module({ providers: [EventsService, EventRelay], exports: [EventsService, EventRelay] })
export class EventsModule {}
