import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDate } from '../../common/local-date.js';
import { AppConfig } from '../../config/config.js';
import { authenticationResults, senderVerdict } from '../../mail/authentication-results.js';
import { MailTokens } from '../../mail/mail-tokens.js';
import type { MailAddress } from '../../mail/mime/addresses.js';
import type { ReadEmail } from '../../mail/read-email.js';
import { spamVerdict } from '../../mail/spam-verdict.js';
import { decideInbound, type InboundDecision, type InboundFacts, type TraceStep } from './decide-inbound.js';
import type { InboundEmailRow } from './inbound-email.js';
import { isAutomatic } from './inbound-email-work.js';
import { type InboundAnswers, inboundAnswers } from './inbound-facts.query.js';
import { followersOf, isInternal, senderOf, withoutDetail } from '../sender-of.js';
import { threadSigns } from './thread-signs.js';

/** A decision with everything that carrying it out needs. */
export interface DecidedEmail {
  decision: InboundDecision;
  trace: TraceStep[];
  sender: MailAddress | null;
  followers: MailAddress[];
  answers: InboundAnswers;
  /** our addresses the message was sent to */
  ourAddresses: string[];
}

/** Gathers the facts about one e-mail and asks the pure decision. */
@Injectable()
export class InboundDecider {
  constructor(
    private readonly config: AppConfig,
    private readonly tokens: MailTokens,
  ) {}

  async decide(tx: EntityManager, row: InboundEmailRow, mail: ReadEmail, at: Date): Promise<DecidedEmail> {
    const { helpdeskAddresses, internalDomains, externalSenders, ticketsPerHour } = this.config;
    const sender = senderOf(mail, row.envelopeFrom);
    const senderIsInternal = sender !== null && isInternal(sender.address, internalDomains);
    const limit = (senderIsInternal ? ticketsPerHour.internal : ticketsPerHour.external) ?? null;
    const followers = followersOf(mail, { sender: sender?.address ?? '', helpdeskAddresses, internalDomains });
    const recipients = [...new Set([...row.envelopeTo, ...[...mail.to, ...mail.cc].map(({ address }) => address)])];
    const answers = await inboundAnswers(tx, {
      inboundEmailId: row.id,
      sender: sender?.address ?? null,
      ticketsPerHour: limit,
      fingerprint: mail.fingerprint,
      signs: threadSigns(mail, recipients, this.tokens),
      returned: this.returnedBy(mail, recipients),
      followers: followers.map(({ address }) => address),
      mailboxId: row.mailboxId,
      today: localDate(at, this.config.timeZone),
      at,
    });
    const { decision, trace } = decideInbound({
      receivedAt: row.receivedAt,
      isWhole: row.isWhole,
      sender: {
        address: sender?.address ?? null,
        isInternal: senderIsInternal,
        isOurselves: this.isOurselves(mail, sender),
      },
      authenticity: this.authenticityOf(mail),
      spam: spamVerdict(mail.headers),
      automatic: isAutomatic(mail) ? mail.automatic : null,
      bounce: mail.bounce && {
        isFailure: mail.bounce.recipients.some(({ action }) => action === 'failed'),
        isFromServer: answers.person === null && answers.unit === null && isServerPath(row.envelopeFrom),
        about: answers.about,
      },
      duplicateOf: answers.duplicateOf,
      candidates: answers.candidates,
      externalSenders,
      flood: limit === null ? null : { ticketsInLastHour: answers.ticketsInLastHour, limit },
    });
    const ourAddresses = recipients.map(withoutDetail).filter((address) => helpdeskAddresses.includes(address));
    return { decision, trace, sender, followers, answers, ourAddresses };
  }

  /** Headers of the office's own server only. */
  private authenticityOf({ headers }: ReadEmail): InboundFacts['authenticity'] {
    const { trustedAuthservId } = this.config;
    const results = trustedAuthservId ? authenticationResults(headers, trustedAuthservId) : null;
    return results && { verdict: senderVerdict(results), ...results };
  }

  /** By the returned message, or by the address to which our own mail asks that reports be sent. */
  private returnedBy(
    { bounce }: ReadEmail,
    recipients: readonly string[],
  ): { messageId: string | null; notificationId: number | null } {
    if (!bounce) return { messageId: null, notificationId: null };
    const messageId = bounce.originalMessageId;
    const token = [...(messageId ? [messageId] : []), ...recipients]
      .map((id) => this.tokens.verify(id))
      .find((found) => found?.kind === 'n');
    return { messageId, notificationId: token?.id ?? null };
  }

  /** Our own address as the sender, or a Message-ID that only we can make: something sends our mail back to us. */
  private isOurselves(mail: ReadEmail, sender: MailAddress | null): boolean {
    if (mail.messageId !== null && this.tokens.verify(mail.messageId) !== null) return true;
    return (
      sender !== null && mail.bounce === null && this.config.helpdeskAddresses.includes(withoutDetail(sender.address))
    );
  }
}

/** Reports come with the null return path, from some old servers with one of their own; IMAP does not tell. */
function isServerPath(envelopeFrom: string | null): boolean {
  return !envelopeFrom || /^(?:mailer-daemon|postmaster|bounces?)[@+-]/i.test(envelopeFrom);
}
