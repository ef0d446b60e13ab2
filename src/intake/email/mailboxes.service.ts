import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.js';
import { allow } from '../../access/policy.js';
import { DomainError, found } from '../../common/domain-error.js';
import { localDate } from '../../common/local-date.js';
import { AppConfig } from '../../config/config.js';
import { EventsService } from '../../events/events.service.js';
import type { ImapCredentials } from '../../mail/imap-connection.js';
import type { UidCounter } from '../../mail/imap-watcher.js';
import { decryptSecret, encryptSecret } from './mailbox-secret.js';
import { isSameReceiver, type MailboxSecrets, missingSecret, type SignInSettings } from './mailbox-sign-in.js';
import { MailboxTokens } from './mailbox-tokens.service.js';
import { type MailboxTrouble, mailboxTrouble } from './mailbox-trouble.js';

/** What it takes to read one folder of one account, but the secrets. */
export interface MailboxSettings extends SignInSettings {
  name: string;
  address: string;
  secure: boolean;
  folder: string;
  /** Queue of the tickets made from it, when no rule says otherwise. */
  queue: string | null;
  /** `YYYY-MM-DD`: older mail stays where it is. */
  fromDate: string | null;
  enabled: boolean;
}

export interface Mailbox extends MailboxSettings {
  id: number;
  /** Counts the changes that a person made. */
  version: number;
  /** Which secrets are stored; they themselves never leave. */
  has: Record<keyof MailboxSecrets, boolean>;
  lastPolledAt: Date | null;
  /** What the mail server or the token server said. */
  lastError: string | null;
  lastTrouble: MailboxTrouble | null;
}

/** One that can be read: how to sign in is known. */
export type ReadableMailbox = Mailbox & { credentials: ImapCredentials };

const COLUMNS = `m.id, m.name, m.address, m.host, m.port, m.secure, m.ca_certificates AS "caCertificates", m.username, m.folder, m.queue, m.from_date AS "fromDate", m.enabled, m.version,
  m.sign_in AS "signIn", m.oauth_token_url AS "oauthTokenUrl", m.oauth_grant AS "oauthGrant", m.oauth_client_id AS "oauthClientId",
  m.oauth_scope AS "oauthScope", m.last_polled_at AS "lastPolledAt", m.last_error AS "lastError", m.last_trouble AS "lastTrouble",
  json_build_object('password', m.password_encrypted IS NOT NULL, 'clientSecret', m.oauth_client_secret_encrypted IS NOT NULL,
    'refreshToken', m.oauth_refresh_token_encrypted IS NOT NULL) AS has`;

const MISSING: Record<keyof MailboxSecrets, string> = {
  password: 'Należy podać hasło.',
  clientSecret: 'Należy podać klucz tajny aplikacji.',
  refreshToken: 'Należy podać token odświeżania.',
};

/** The mailboxes that are read by IMAP: their settings, and what became of the last look into them. */
@Injectable()
export class MailboxesService {
  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly events: EventsService,
    private readonly tokens: MailboxTokens,
  ) {}

  list(): Promise<Mailbox[]> {
    return this.db.query<Mailbox[]>(`SELECT ${COLUMNS} FROM mailbox m ORDER BY m.name, m.id`);
  }

  /** Enabled ones with the way to sign in, for the watchers. One whose password cannot be decrypted is marked and left out. */
  async enabled(at: Date): Promise<ReadableMailbox[]> {
    const rows = await this.db.query<(Mailbox & { encrypted: string | null })[]>(
      `SELECT ${COLUMNS}, m.password_encrypted AS encrypted FROM mailbox m WHERE m.enabled ORDER BY m.id`,
    );
    const readable: ReadableMailbox[] = [];
    for (const { encrypted, ...mailbox } of rows) {
      try {
        readable.push({ ...mailbox, credentials: this.credentialsOf(mailbox, encrypted) });
      } catch (error) {
        await this.recordFailure(mailbox, error, at);
      }
    }
    return readable;
  }

  /**
   * Adds a mailbox, or changes one.
   * @param secrets an absent one stays as it is; those that are needed must be given for a new mailbox, and when they would go to
   * another server, account or application
   * @throws DomainError `mailbox.exists`, `mailbox.secret-required`
   */
  async save(
    actor: Actor,
    id: number | null,
    settings: MailboxSettings,
    secrets: MailboxSecrets,
    at: Date,
  ): Promise<number> {
    allow(actor, 'mailbox.manage');
    return this.db.transaction(async (tx) => {
      const stored = id === null ? null : await this.locked(tx, id);
      const keepsStored = stored !== null && isSameReceiver(stored, settings);
      const missing = missingSecret(settings, secrets, keepsStored);
      if (missing)
        throw new DomainError('mailbox.secret-required', 'invalid', MISSING[missing], { [missing]: MISSING[missing] });
      const saved = await this.write(tx, id, settings, this.encrypted(settings, secrets), keepsStored);
      await this.events.append(tx, {
        type: 'mailbox.changed',
        subjectType: 'mailbox',
        subjectId: saved,
        actorId: actor.personId,
        at,
        payload: {
          enabled: settings.enabled,
          queue: settings.queue,
          signIn: settings.signIn,
          secretsChanged: Object.values(secrets).some((secret) => secret !== undefined),
        },
      });
      return saved;
    });
  }

  /** What the day's counter began with is where the last look of an earlier day left it. */
  async recordPoll(id: number, { uidValidity, uidNext, older }: UidCounter, at: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [day] = await tx.query<{ from: number }[]>(
        `WITH polled AS (UPDATE mailbox SET last_polled_at = $2, last_error = NULL, last_trouble = NULL WHERE id = $1)
         INSERT INTO mailbox_day AS d (mailbox_id, day, uid_validity, uid_next_from, uid_next_to, older)
         VALUES ($1, $3, $4, COALESCE((SELECT max(e.uid_next_to) FROM mailbox_day e WHERE e.mailbox_id = $1 AND e.uid_validity = $4 AND e.day < $3), $5), $5, $6)
         ON CONFLICT ON CONSTRAINT mailbox_day_pk DO UPDATE
           SET uid_next_to = GREATEST(d.uid_next_to, EXCLUDED.uid_next_to), older = EXCLUDED.older
         RETURNING d.uid_next_from AS "from"`,
        [id, at, localDate(at, this.config.timeZone), uidValidity, uidNext, older.length],
      );
      const arrived = older.filter((uid) => uid >= day!.from);
      if (arrived.length > 0)
        await tx.query(
          'INSERT INTO mailbox_older_email (mailbox_id, uid_validity, uid) SELECT $1, $2, unnest($3::bigint[]) ON CONFLICT DO NOTHING',
          [id, uidValidity, arrived],
        );
    });
  }

  /**
   * The first failure after a success is an event; the ones after it only keep the message fresh.
   * @param mailbox as it was read; one whose settings have changed since is left alone
   */
  async recordFailure({ id, version }: Pick<Mailbox, 'id' | 'version'>, error: unknown, at: Date): Promise<void> {
    const { trouble, message } = mailboxTrouble(error);
    await this.db.transaction(async (tx) => {
      const [rows] = await tx.query<[{ first: boolean }[], number]>(
        `UPDATE mailbox m SET last_error = $2, last_trouble = $3 FROM (SELECT b.id, b.last_error FROM mailbox b WHERE b.id = $1 AND b.version = $4 FOR UPDATE) old
         WHERE m.id = old.id RETURNING old.last_error IS NULL AS first`,
        [id, message.slice(0, 500), trouble, version],
      );
      if (rows[0]?.first)
        await this.events.append(tx, { type: 'mailbox.failed', subjectType: 'mailbox', subjectId: id, at });
    });
  }

  private credentialsOf({ id, version, signIn }: Mailbox, encrypted: string | null): ImapCredentials {
    if (signIn === 'oauth2') return { accessToken: (refused) => this.tokens.accessToken(id, version, refused) };
    return { password: decryptSecret(encrypted!, this.config.appSecret) };
  }

  /** What belongs to the other way of signing in is not kept. @returns null: not given */
  private encrypted({ signIn }: MailboxSettings, { password, clientSecret, refreshToken }: MailboxSecrets) {
    const kept = signIn === 'password' ? { password } : { clientSecret, refreshToken };
    const encrypt = (secret: string | undefined): string | null =>
      secret === undefined ? null : encryptSecret(secret, this.config.appSecret);
    return {
      password: encrypt(kept.password),
      clientSecret: encrypt(kept.clientSecret),
      refreshToken: encrypt(kept.refreshToken),
    };
  }

  /** Until the transaction ends nobody else changes where its secrets go. */
  private async locked(tx: EntityManager, id: number): Promise<Mailbox> {
    const [mailbox] = await tx.query<Mailbox[]>(`SELECT ${COLUMNS} FROM mailbox m WHERE m.id = $1 FOR UPDATE`, [id]);
    return found(mailbox, 'mailbox');
  }

  private async write(
    tx: EntityManager,
    id: number | null,
    settings: MailboxSettings,
    encrypted: Record<keyof MailboxSecrets, string | null>,
    keepsStored: boolean,
  ): Promise<number> {
    const values = {
      name: settings.name,
      address: settings.address.toLowerCase(),
      host: settings.host,
      port: settings.port,
      secure: settings.secure,
      ca_certificates: settings.caCertificates,
      username: settings.username,
      folder: settings.folder,
      queue: settings.queue,
      from_date: settings.fromDate,
      enabled: settings.enabled,
      sign_in: settings.signIn,
      oauth_token_url: settings.oauthTokenUrl,
      oauth_grant: settings.oauthGrant,
      oauth_client_id: settings.oauthClientId,
      oauth_scope: settings.oauthScope,
      password_encrypted: encrypted.password,
      oauth_client_secret_encrypted: encrypted.clientSecret,
      oauth_refresh_token_encrypted: encrypted.refreshToken,
    };
    const [taken] = await tx.query<{ id: number }[]>(
      'SELECT m.id FROM mailbox m WHERE m.host = $1 AND m.port = $2 AND m.username = $3 AND m.folder = $4 AND m.id IS DISTINCT FROM $5',
      [settings.host, settings.port, settings.username, settings.folder, id],
    );
    if (taken)
      throw new DomainError('mailbox.exists', 'conflict', 'Ten folder tego konta jest już odczytywany.', {
        username: 'To konto jest już na liście.',
      });
    const columns = Object.keys(values);
    const places = columns.map((_, index) => `$${index + 1}`);
    if (id === null) {
      const [row] = await tx.query<{ id: number }[]>(
        `INSERT INTO mailbox (${columns.join(', ')}) VALUES (${places.join(', ')}) RETURNING id`,
        Object.values(values),
      );
      return row!.id;
    }
    const changes = columns.map((column, index) =>
      column.endsWith('_encrypted') && keepsStored
        ? `${column} = COALESCE(${places[index]}, ${column})`
        : `${column} = ${places[index]}`,
    );
    const [rows] = await tx.query<[{ id: number }[], number]>(
      `UPDATE mailbox SET ${changes.join(', ')}, version = version + 1, last_error = NULL, last_trouble = NULL
       WHERE id = $${columns.length + 1} RETURNING id`,
      [...Object.values(values), id],
    );
    return found(rows[0], 'mailbox').id;
  }
}
