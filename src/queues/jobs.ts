/** Rows that a job is about. */
export interface RowIds {
  ids: number[];
}

/**
 * Every background job of the program. Payloads are ids: rows own the state, a job is only a hint that rows may be due. Rows
 * that come up together share a job, so that a busy hour costs fewer of them.
 * A job that stands here has exactly one processor; the process checks it at start.
 */
export interface JobPayloads {
  /** of inbound e-mails */
  'process-inbound-emails': RowIds;
  /** of events */
  'create-notifications': RowIds;
  /** of notifications */
  'send-notifications': RowIds;
}

export type JobName = keyof JobPayloads;

export const JOB_NAMES: readonly JobName[] = ['process-inbound-emails', 'create-notifications', 'send-notifications'];

/** One job to publish; while a job with this id waits, it is not added again. */
export interface JobRequest {
  name: JobName;
  id: string;
  data: RowIds;
}

/** Rows of one job: the last of them waits for the first, and what goes to the mail server may wait long. */
const MAX_ROWS: Record<JobName, number> = {
  'process-inbound-emails': 10,
  'create-notifications': 10,
  'send-notifications': 1,
};

/**
 * The jobs for these rows, with ids `<job>-<first row>-<last row>-<number of rows>-<attempt>`.
 * @param ids ascending
 * @param attempt of the rows, so that a repeat is another job
 */
export function jobsFor(name: JobName, ids: readonly number[], attempt: number): JobRequest[] {
  const size = MAX_ROWS[name];
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => {
    const rows = ids.slice(index * size, (index + 1) * size);
    return { name, id: `${name}-${rows[0]}-${rows.at(-1)}-${rows.length}-${attempt}`, data: { ids: rows } };
  });
}
