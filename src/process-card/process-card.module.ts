import { Module } from '@nestjs/common';
import { ProcessCardService } from './process-card.service.js';

@Module({ providers: [ProcessCardService], exports: [ProcessCardService] })
export class ProcessCardModule {}
