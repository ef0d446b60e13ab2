import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/config.js';
import { type GrantedToken, type OAuthClient, requestToken } from '../../mail/oauth-token.js';
import { MAILBOX_LOCKS } from './mailbox-locks.js';
import { decryptSecret, encryptSecret } from './mailbox-secret.js';

/** Who asks does so under settings that have been changed meanwhile: a token of the new ones could go to the server of the old ones. */
export class MailboxChanged extends Error {
  constructor() {
    super('the settings of the mailbox have just been changed');
  }
}

interface HeldToken extends GrantedToken {
  /** Of the settings that it was asked for with. */
  version: number;
}

/** A refresh token that the token server gave for another one, whose place in the database it has not taken yet. */
interface UnstoredToken {
  /** As stored: encrypted, so that no other token looks the same. */
  replaces: string | null;
  refreshToken: string;
}

interface Row {
  version: number;
  tokenUrl: string;
  clientId: string;
  clientSecret: string | null;
  refreshToken: string | null;
  scope: string | null;
}

/** Access tokens of mailboxes with OAuth2. They live in memory only, until shortly before they expire. */
@Injectable()
export class MailboxTokens {
  private readonly held = new Map<number, HeldToken>();
  private readonly unstored = new Map<number, UnstoredToken>();

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * @param version of the mailbox's settings
   * @param refused the token that the mail server has just refused: it is not given again
   * @throws OAuthError, MailboxChanged, SecretLost
   */
  async accessToken(mailboxId: number, version: number, refused?: string): Promise<string> {
    const held = this.held.get(mailboxId);
    const isGood = held?.version === version && held.accessToken !== refused && +this.clock.now() < +held.renewAt;
    return isGood ? held.accessToken : this.renew(mailboxId, version);
  }

  /**
   * A server that rotates refresh tokens takes each only once: nobody else may ask with the same one meanwhile (`doctor` is another
   * process), and the next one is stored before the access token is used. When that fails, it is kept here for the next time.
   */
  private async renew(mailboxId: number, version: number): Promise<string> {
    const granted = await this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [MAILBOX_LOCKS.token, mailboxId]);
      const row = await read(tx, mailboxId);
      if (row?.version !== version) throw new MailboxChanged();
      const unstored = this.unstoredFor(mailboxId, row);
      const client = this.opened(row);
      const answer = await requestToken({ ...client, refreshToken: unstored ?? client.refreshToken }, this.clock.now());
      const next = answer.refreshToken ?? unstored;
      if (next) {
        this.unstored.set(mailboxId, { replaces: row.refreshToken, refreshToken: next });
        await this.store(tx, mailboxId, row, next);
      }
      return answer;
    });
    this.unstored.delete(mailboxId);
    this.held.set(mailboxId, { ...granted, version });
    return granted.accessToken;
  }

  /** @returns null: none, or a person has entered another one meanwhile */
  private unstoredFor(mailboxId: number, row: Row): string | null {
    const unstored = this.unstored.get(mailboxId);
    return unstored && unstored.replaces === row.refreshToken ? unstored.refreshToken : null;
  }

  private opened({ clientSecret, refreshToken, tokenUrl, clientId, scope }: Row): OAuthClient {
    const opened = (secret: string | null) => secret && decryptSecret(secret, this.config.appSecret);
    return { tokenUrl, clientId, scope, clientSecret: opened(clientSecret), refreshToken: opened(refreshToken) };
  }

  /** Unless a person has entered another one meanwhile. */
  private async store(tx: EntityManager, mailboxId: number, row: Row, refreshToken: string): Promise<void> {
    await tx.query(
      'UPDATE mailbox SET oauth_refresh_token_encrypted = $3 WHERE id = $1 AND oauth_refresh_token_encrypted = $2',
      [mailboxId, row.refreshToken, encryptSecret(refreshToken, this.config.appSecret)],
    );
  }
}

async function read(tx: EntityManager, mailboxId: number): Promise<Row | undefined> {
  const [row] = await tx.query<Row[]>(
    `SELECT m.version, m.oauth_token_url AS "tokenUrl", m.oauth_client_id AS "clientId", m.oauth_scope AS scope,
       m.oauth_client_secret_encrypted AS "clientSecret",
       CASE m.oauth_grant WHEN 'refresh_token' THEN m.oauth_refresh_token_encrypted END AS "refreshToken"
     FROM mailbox m WHERE m.id = $1 AND m.sign_in = 'oauth2'`,
    [mailboxId],
  );
  return row;
}
