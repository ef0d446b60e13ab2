import { Injectable } from '@nestjs/common';
import type { JobPayloads } from '../../queues/jobs.js';
import { type JobProcessor, Processor } from '../../queues/processor.js';
import { IntakeService } from './intake.service.js';

@Processor({ job: 'process-inbound-emails', concurrency: 4 })
@Injectable()
export class ProcessInboundEmailsProcessor implements JobProcessor<'process-inbound-emails'> {
  constructor(private readonly intake: IntakeService) {}

  async process({ ids }: JobPayloads['process-inbound-emails']): Promise<void> {
    await this.intake.process(ids);
  }
}
