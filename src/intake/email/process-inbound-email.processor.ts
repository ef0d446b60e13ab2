import { Injectable } from '@nestjs/common';
import type { JobPayloads } from '../../queues/jobs.js';
import { type JobProcessor, Processor } from '../../queues/processor.js';
import { IntakeService } from './intake.service.js';

@Processor({ job: 'process-inbound-email', concurrency: 8 })
@Injectable()
export class ProcessInboundEmailProcessor implements JobProcessor<'process-inbound-email'> {
  constructor(private readonly intake: IntakeService) {}

  async process({ inboundEmailId }: JobPayloads['process-inbound-email']): Promise<void> {
    await this.intake.process(inboundEmailId);
  }
}
