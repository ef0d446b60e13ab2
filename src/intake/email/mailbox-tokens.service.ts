import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { found } from '../../common/domain-error.js';
import { AppConfig } from '../../config/config.js';
import { type GrantedToken, type OAuthClient, requestToken } from '../../mail/oauth-token.js';
import { decryptSecret, encryptSecret } from './mailbox-secret.js';

/** First key of the advisory locks; the second is the mailbox. */
const NAMESPACE = 7_312;

interface HeldToken extends GrantedToken {
  /** Of the settings that it was asked for with. */
  version: number;
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

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * @param version of the mailbox's settings
   * @param refused the token that the mail server has just refused: it is not given again
   * @throws OAuthError, or Error when the secrets cannot be decrypted
   */
  async accessToken(mailboxId: number, version: number, refused?: string): Promise<string> {
    const held = this.held.get(mailboxId);
    const isGood = held?.version === version && held.accessToken !== refused && +this.clock.now() < +held.renewAt;
    return isGood ? held.accessToken : this.renew(mailboxId);
  }

  /**
   * A server that rotates refresh tokens takes each only once: nobody else may ask with the same one meanwhile (`doctor` is another
   * process), and the next one is stored before the access token is used.
   */
  private async renew(mailboxId: number): Promise<string> {
    return this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [NAMESPACE, mailboxId]);
      const row = await read(tx, mailboxId);
      const granted = await requestToken(this.opened(row), this.clock.now());
      if (granted.refreshToken) await this.store(tx, mailboxId, row, granted.refreshToken);
      this.held.set(mailboxId, { ...granted, version: row.version });
      return granted.accessToken;
    });
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

async function read(tx: EntityManager, mailboxId: number): Promise<Row> {
  const [row] = await tx.query<Row[]>(
    `SELECT m.version, m.oauth_token_url AS "tokenUrl", m.oauth_client_id AS "clientId", m.oauth_scope AS scope,
       m.oauth_client_secret_encrypted AS "clientSecret",
       CASE m.oauth_grant WHEN 'refresh_token' THEN m.oauth_refresh_token_encrypted END AS "refreshToken"
     FROM mailbox m WHERE m.id = $1 AND m.sign_in = 'oauth2'`,
    [mailboxId],
  );
  return found(row, 'mailbox');
}
