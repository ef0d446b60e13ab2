import { Module } from '@nestjs/common';
import { ProcessCardController } from './process-card.controller.js';
import { ProcessCardService } from './process-card.service.js';

@Module({ controllers: [ProcessCardController], providers: [ProcessCardService], exports: [ProcessCardService] })
export class ProcessCardModule {}
