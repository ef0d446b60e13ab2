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

/** More rows in a job would make the last of them wait for the first. */
const MAX_ROWS = 10;

/**
 * The jobs for these rows, with ids `<job>-<first row>-<number of rows>-<attempt>`.
 * @param attempt of the rows, so that a repeat is another job
 */
export function jobsFor(name: JobName, ids: readonly number[], attempt: number): JobRequest[] {
  const count = Math.ceil(ids.length / MAX_ROWS);
  return Array.from({ length: count }, (_, index) => {
    const rows = ids.slice(index * MAX_ROWS, (index + 1) * MAX_ROWS);
    return { name, id: `${name}-${rows[0]}-${rows.length}-${attempt}`, data: { ids: rows } };
  });
}
