import { DiscoveryService } from '@nestjs/core';
import type { JobName, JobPayloads } from './jobs.js';

/** Works on one kind of job. Delivery is at least once, so `process` asks the database whether its work is done already. */
export interface JobProcessor<N extends JobName> {
  process(data: JobPayloads[N]): Promise<void>;
}

/** Marks the one class that processes a job: `@Processor({ job: 'send-notifications', concurrency: 8 })`. */
export const Processor = DiscoveryService.createDecorator<{ job: JobName; concurrency: number }>();

/** Marks a class whose `sweep` runs every `everyMs` in one of the processes with the role jobs. */
export const Sweeper = DiscoveryService.createDecorator<{ name: string; everyMs: number }>();

export interface PeriodicSweep {
  /** Selects due rows and works on them or publishes jobs for them; safe to run twice at once. */
  sweep(): Promise<void>;
}
