import type { Client } from 'pg';
import pg from 'pg';

/** Tables that the running program may only read and add to; triggers refuse changes as well (two locks on one door). */
const APPEND_ONLY = [
  'event',
  'asset_fact',
  'approval',
  'budget_entry',
  'acceptance_protocol',
  'acceptance_item',
  'acceptance_return',
];

/**
 * Gives the application's role its rights anew after every migration. Does nothing when the role is the owner itself.
 * @param owner a connected client of the owner
 */
export async function grantToApplication(owner: Client, roleName: string): Promise<void> {
  const { rows } = await owner.query<{ current_user: string }>('SELECT current_user');
  if (rows[0]?.current_user === roleName) return;
  const role = pg.escapeIdentifier(decodeURIComponent(roleName));
  const { rows: sequences } = await owner.query<{ name: string }>(
    // Not those that BullMQ makes for each queue when its first job comes: they belong to the role already.
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind = 'S' AND c.relnamespace IN ('public'::regnamespace, 'bullmq'::regnamespace)
       AND pg_get_userbyid(c.relowner) = current_user`,
  );
  await owner.query(`
    GRANT USAGE ON SCHEMA public, bullmq TO ${role};
    GRANT CREATE ON SCHEMA bullmq TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, bullmq TO ${role};
    GRANT USAGE, SELECT ON SEQUENCE ${sequences.map(({ name }) => name).join(', ')} TO ${role};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, bullmq TO ${role};
    REVOKE UPDATE, DELETE, TRUNCATE ON ${APPEND_ONLY.join(', ')} FROM ${role};
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON migration FROM ${role};
  `);
}
