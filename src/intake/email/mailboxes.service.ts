import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { allow } from '../../access/policy.js';
import { DomainError, found } from '../../common/domain-error.js';
import { localDate } from '../../common/local-date.js';
import { AppConfig } from '../../config/config.js';
import { EventsService } from '../../events/events.service.js';
import type { UidCounter } from '../../mail/imap-watcher.js';
import { decryptSecret, encryptSecret } from './mailbox-secret.js';

/** What it takes to read one folder of one account. */
export interface MailboxSettings {
  name: string;
  address: string;
  host: string;
  port: number;
  secure: boolean;
  username: string;
  folder: string;
  /** Queue of the tickets made from it, when no rule says otherwise. */
  queue: string | null;
  /** `YYYY-MM-DD`: older mail stays where it is. */
  fromDate: string | null;
  enabled: boolean;
}

export interface Mailbox extends MailboxSettings {
  id: number;
  lastPolledAt: Date | null;
  lastError: string | null;
}

const COLUMNS = `m.id, m.name, m.address, m.host, m.port, m.secure, m.username, m.folder, m.queue, m.from_date AS "fromDate", m.enabled,
  m.last_polled_at AS "lastPolledAt", m.last_error AS "lastError"`;

/** The mailboxes that are read by IMAP: their settings, and what became of the last look into them. */
@Injectable()
export class MailboxesService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly events: EventsService,
  ) {}

  list(): Promise<Mailbox[]> {
    return this.db.query<Mailbox[]>(`SELECT ${COLUMNS} FROM mailbox m ORDER BY m.name, m.id`);
  }

  /** Enabled ones with their passwords, for the watchers. One whose password cannot be decrypted is marked and left out. */
  async enabled(at: Date): Promise<(Mailbox & { password: string })[]> {
    const rows = await this.db.query<(Mailbox & { encrypted: string })[]>(
      `SELECT ${COLUMNS}, m.password_encrypted AS encrypted FROM mailbox m WHERE m.enabled ORDER BY m.id`,
    );
    const readable: (Mailbox & { password: string })[] = [];
    for (const { encrypted, ...mailbox } of rows) {
      try {
        readable.push({ ...mailbox, password: decryptSecret(encrypted, this.config.appSecret) });
      } catch (error) {
        await this.recordFailure(mailbox.id, (error as Error).message, at);
      }
    }
    return readable;
  }

  /**
   * Adds a mailbox, or changes one.
   * @param password unchanged when absent; needed for a new one, and when it would go to another server or account: who may change the
   * settings must not be able to read the password by sending it to themselves
   * @throws DomainError `mailbox.exists`, `mailbox.password-required`
   */
  async save(
    actor: Actor,
    id: number | null,
    settings: MailboxSettings,
    password: string | undefined,
    at: Date,
  ): Promise<number> {
    allow(actor, 'mailbox.manage');
    const stored =
      id === null
        ? null
        : found(
            (await this.list()).find((mailbox) => mailbox.id === id),
            'mailbox',
          );
    const isSameAccount =
      stored !== null &&
      ['host', 'port', 'username'].every(
        (key) => stored[key as keyof Mailbox] === settings[key as keyof MailboxSettings],
      );
    if (!isSameAccount && !password) {
      throw new DomainError('mailbox.password-required', 'invalid', 'Należy podać hasło.', {
        password: 'Należy podać hasło.',
      });
    }
    return this.db.transaction(async (tx) => {
      const saved = await this.write(tx, id, settings, password);
      await this.events.append(tx, {
        type: 'mailbox.changed',
        subjectType: 'mailbox',
        subjectId: saved,
        actorId: actor.personId,
        at,
        payload: { enabled: settings.enabled, queue: settings.queue, passwordChanged: password !== undefined },
      });
      return saved;
    });
  }

  /** IMAP_URL is the first mailbox; its password follows the environment. */
  async ensureConfigured(): Promise<void> {
    if (!this.config.imapUrl) return;
    const url = new URL(this.config.imapUrl);
    const secure = url.protocol === 'imaps:';
    const username = decodeURIComponent(url.username);
    await this.db.query(
      `INSERT INTO mailbox (name, address, host, port, secure, username, password_encrypted, folder)
       VALUES ($1, $2, $3, $4, $5, $1, $6, $7)
       ON CONFLICT ON CONSTRAINT mailbox_account_key DO UPDATE SET password_encrypted = EXCLUDED.password_encrypted, secure = EXCLUDED.secure`,
      [
        username,
        username.includes('@') ? username.toLowerCase() : this.config.helpdeskAddresses[0],
        url.hostname,
        Number(url.port || (secure ? 993 : 143)),
        secure,
        encryptSecret(decodeURIComponent(url.password), this.config.appSecret),
        decodeURIComponent(url.pathname.slice(1)) || 'INBOX',
      ],
    );
  }

  /** What the day's counter began with is where the last look of an earlier day left it. */
  async recordPoll(id: number, { uidValidity, uidNext }: UidCounter, at: Date): Promise<void> {
    await this.db.query(
      `WITH polled AS (UPDATE mailbox SET last_polled_at = $2, last_error = NULL WHERE id = $1)
       INSERT INTO mailbox_day AS d (mailbox_id, day, uid_validity, uid_next_from, uid_next_to)
       VALUES ($1, $3, $4, COALESCE((SELECT max(e.uid_next_to) FROM mailbox_day e WHERE e.mailbox_id = $1 AND e.uid_validity = $4 AND e.day < $3), $5), $5)
       ON CONFLICT ON CONSTRAINT mailbox_day_pk DO UPDATE SET uid_next_to = GREATEST(d.uid_next_to, EXCLUDED.uid_next_to)`,
      [id, at, localDate(at, this.config.timeZone), uidValidity, uidNext],
    );
  }

  /** The first failure after a success is an event; the ones after it only keep the message fresh. */
  async recordFailure(id: number, message: string, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [rows] = await tx.query<[{ first: boolean }[], number]>(
        `UPDATE mailbox m SET last_error = $2 FROM (SELECT b.id, b.last_error FROM mailbox b WHERE b.id = $1 FOR UPDATE) old
         WHERE m.id = old.id RETURNING old.last_error IS NULL AS first`,
        [id, message.slice(0, 500)],
      );
      if (rows[0]?.first)
        await this.events.append(tx, { type: 'mailbox.failed', subjectType: 'mailbox', subjectId: id, at });
    });
  }

  private async write(
    tx: EntityManager,
    id: number | null,
    settings: MailboxSettings,
    password: string | undefined,
  ): Promise<number> {
    const values = [
      settings.name,
      settings.address.toLowerCase(),
      settings.host,
      settings.port,
      settings.secure,
      settings.username,
      settings.folder,
      settings.queue,
      settings.fromDate,
      settings.enabled,
      password === undefined ? null : encryptSecret(password, this.config.appSecret),
    ];
    const [taken] = await tx.query<{ id: number }[]>(
      'SELECT m.id FROM mailbox m WHERE m.host = $1 AND m.port = $2 AND m.username = $3 AND m.folder = $4 AND m.id IS DISTINCT FROM $5',
      [settings.host, settings.port, settings.username, settings.folder, id],
    );
    if (taken)
      throw new DomainError('mailbox.exists', 'conflict', 'Ten folder tego konta jest już odczytywany.', {
        username: 'To konto jest już na liście.',
      });
    if (id === null) {
      const [row] = await tx.query<{ id: number }[]>(
        `INSERT INTO mailbox (name, address, host, port, secure, username, folder, queue, from_date, enabled, password_encrypted)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
        values,
      );
      return row!.id;
    }
    const [rows] = await tx.query<[{ id: number }[], number]>(
      `UPDATE mailbox SET name = $1, address = $2, host = $3, port = $4, secure = $5, username = $6, folder = $7, queue = $8, from_date = $9,
         enabled = $10, password_encrypted = COALESCE($11, password_encrypted), last_error = NULL
       WHERE id = $12 RETURNING id`,
      [...values, id],
    );
    return found(rows[0], 'mailbox').id;
  }
}
