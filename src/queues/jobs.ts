/**
 * Every background job of the program. Payloads are ids: rows own the state, a job is only a hint that a row may be due.
 * A job that stands here has exactly one processor; the process checks it at start.
 */
export interface JobPayloads {
  'process-inbound-email': { inboundEmailId: number };
  'create-notifications': { eventId: number };
  'send-notification': { notificationId: number };
}

export type JobName = keyof JobPayloads;

export const JOB_NAMES: readonly JobName[] = ['process-inbound-email', 'create-notifications', 'send-notification'];

/** One job to publish; `id` makes it at most once in the queue: `<consumer>-<row>-<attempt>`. */
export type JobRequest = { [N in JobName]: { name: N; id: string; data: JobPayloads[N] } }[JobName];
