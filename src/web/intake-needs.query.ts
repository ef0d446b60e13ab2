import type { EntityManager } from 'typeorm';

/** Inbound e-mails that wait for a person; both counts come from a partial part of the index on outcome. */
export async function intakeNeeds(tx: EntityManager): Promise<{ review: number; quarantined: number }> {
  const [row] = await tx.query<{ review: number; quarantined: number }[]>(
    `SELECT (SELECT count(*) FROM inbound_email i WHERE i.outcome = 'review') AS review,
            (SELECT count(*) FROM inbound_email i WHERE i.outcome = 'quarantined') AS quarantined`,
  );
  return row!;
}
