import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../access/actor.js';
import { allow } from '../access/policy.js';
import { DomainError, found } from '../common/domain-error.js';
import { EventsService } from '../events/events.service.js';
import { lockNotification } from './lock-notification.js';

/** What a person does about mail that did not arrive. */
@Injectable()
export class NotificationResending {
  constructor(
    private readonly db: DataSource,
    private readonly events: EventsService,
  ) {}

  /**
   * Sends a notification once more, or at once when it waits for its next attempt. Its Message-ID stays, so a reader who has it sees
   * no second one.
   * @throws DomainError `notification.not-found`, `notification.no-address`, `notification.address-suppressed`, `notification.own-address`
   */
  async resend(actor: Actor, id: number, at: Date): Promise<void> {
    allow(actor, 'notification.resend');
    await this.db.transaction(async (tx) => {
      const notification = await lockNotification(tx, actor, id);
      refuseHopeless(notification);
      await tx.query(
        `UPDATE notification SET state = 'queued', reason = 'resent', next_attempt_at = $2, refused_since = NULL, merge_key = NULL
         WHERE id = $1 OR merged_into = $1`,
        [notification.id, at],
      );
      await this.events.append(tx, {
        type: 'notification.resent',
        subjectType: 'notification',
        subjectId: notification.id,
        ticketId: notification.ticketId,
        actorId: actor.personId,
        at,
        payload: { from: notification.state, kind: notification.kind },
      });
    });
  }

  /** The mailbox exists after all: mail may go there again. @throws DomainError `suppressed-address.not-found` */
  async releaseAddress(actor: Actor, addressId: number, at: Date): Promise<{ email: string }> {
    allow(actor, 'notification.resend');
    return this.db.transaction(async (tx) => {
      const [rows] = await tx.query<[{ email: string }[], number]>(
        'DELETE FROM suppressed_address WHERE id = $1 RETURNING email',
        [addressId],
      );
      const { email } = found(rows[0], 'suppressed-address');
      await this.events.append(tx, {
        type: 'notification.address-released',
        subjectType: 'notification',
        subjectId: addressId,
        actorId: actor.personId,
        at,
        payload: { addressId },
      });
      return { email };
    });
  }
}

function refuseHopeless({
  recipient,
  isSuppressed,
  state,
}: {
  recipient: string;
  isSuppressed: boolean;
  state: string;
}): void {
  if (recipient === '') {
    throw new DomainError('notification.no-address', 'invalid', 'Ta osoba nie ma adresu e-mail.');
  }
  if (isSuppressed) {
    throw new DomainError(
      'notification.address-suppressed',
      'conflict',
      'Wysyłka na ten adres jest wstrzymana. Najpierw należy zwolnić adres.',
    );
  }
  if (state === 'queued') {
    throw new DomainError('notification.already-queued', 'conflict', 'To powiadomienie czeka już na wysłanie.');
  }
}
