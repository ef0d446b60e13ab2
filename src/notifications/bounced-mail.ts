import type { EntityManager } from 'typeorm';

/**
 * A delivery report came back for something we sent: the notification is `bounced`, and an address that does not exist gets nothing
 * more until a person releases it. A report about mere delay changes nothing.
 * @param eventId of `inbound-email.bounced`: its subject is the stored report, its payload names the notification that came back
 */
export async function recordBounce(tx: EntityManager, eventId: number, at: Date): Promise<void> {
  await tx.query(
    `WITH report AS (
       SELECT (e.payload ->> 'notificationId')::integer AS notification_id, (i.bounce ->> 'permanent')::boolean AS permanent, r.status
       FROM event e JOIN inbound_email i ON i.id = e.subject_id
       CROSS JOIN LATERAL (
         SELECT min(x.status) AS status FROM jsonb_to_recordset(i.bounce -> 'recipients') AS x (action text, status text)
         WHERE x.action = 'failed' HAVING count(*) > 0) r
       WHERE e.id = $1
     ), original AS (
       SELECT n.id, n.recipient, r.permanent, r.status FROM report r JOIN notification n ON n.id = r.notification_id
     ), bounced AS (
       UPDATE notification n SET state = 'bounced', reason = 'bounced: ' || COALESCE(o.status, 'bez kodu')
       FROM original o WHERE n.id = o.id OR n.merged_into = o.id
     )
     INSERT INTO suppressed_address (email, since, reason)
     SELECT o.recipient, $2, 'bounced: ' || COALESCE(o.status, 'bez kodu') FROM original o
     WHERE o.permanent AND (o.status IS NULL OR o.status ~ '^5\\.(1\\.|2\\.1$|0\\.)')
     ON CONFLICT ON CONSTRAINT suppressed_address_pk DO NOTHING`,
    [eventId, at],
  );
}
