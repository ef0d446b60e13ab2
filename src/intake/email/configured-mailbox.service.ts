import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { localDate } from '../../common/local-date.js';
import { AppConfig } from '../../config/config.js';
import { decryptSecret, encryptSecret } from './mailbox-secret.js';
import type { SignIn } from './mailbox-sign-in.js';

interface Account {
  host: string;
  port: number;
  username: string;
  folder: string;
}

interface StoredAccount {
  signIn: SignIn;
  password: string | null;
  caCertificates: string | null;
}

interface EarlierMailbox {
  host: string;
  port: number;
  fromDate: string | null;
}

/** IMAP_URL is the first mailbox. */
@Injectable()
export class ConfiguredMailbox {
  private readonly log = new Logger('ConfiguredMailbox');

  constructor(
    private readonly db: DataSource,
    private readonly config: AppConfig,
  ) {}

  /**
   * Its password follows the environment, unless somebody has chosen OAuth2 for it in the settings; so do IMAP_CA_FILE and IMAP_SINCE,
   * where they are given. Without IMAP_SINCE its first day is the day on which it is first seen here: a mailbox that was in use before
   * must not become a thousand tickets. One that has moved to another server goes on from the day it had.
   */
  async ensure(at: Date): Promise<void> {
    if (!this.config.imapUrl) return;
    const url = new URL(this.config.imapUrl);
    const secure = url.protocol === 'imaps:';
    const account: Account = {
      host: url.hostname,
      port: Number(url.port || (secure ? 993 : 143)),
      username: decodeURIComponent(url.username),
      folder: decodeURIComponent(url.pathname.slice(1)) || 'INBOX',
    };
    const password = decodeURIComponent(url.password);
    await this.db.transaction(async (tx) => {
      const stored = await locked(tx, account);
      const earlier = stored ? undefined : await earlierMailbox(tx, account);
      if (earlier)
        this.log.warn(
          `IMAP_URL names another server than before (${earlier.host}:${earlier.port}): ${account.host}:${account.port} is a mailbox of its own, with the same first day. The other one stays in the settings.`,
        );
      const firstSeen = earlier ? earlier.fromDate : localDate(at, this.config.timeZone);
      await tx.query(
        `INSERT INTO mailbox (name, address, host, port, secure, username, password_encrypted, folder, ca_certificates, from_date)
         VALUES ($1, $2, $3, $4, $5, $1, $6, $7, $8, COALESCE($9::date, $10))
         ON CONFLICT ON CONSTRAINT mailbox_account_key DO UPDATE SET secure = EXCLUDED.secure,
           from_date = COALESCE($9, mailbox.from_date),
           ca_certificates = EXCLUDED.ca_certificates,
           password_encrypted = CASE mailbox.sign_in WHEN 'password' THEN EXCLUDED.password_encrypted END`,
        [
          account.username,
          account.username.includes('@') ? account.username.toLowerCase() : this.config.helpdeskAddresses[0],
          account.host,
          account.port,
          secure,
          encryptSecret(password, this.config.appSecret),
          account.folder,
          this.config.imapCaCertificates?.join('') ?? (stored ? this.keptCertificates(stored, password) : null),
          this.config.imapSince ?? null,
          firstSeen,
        ],
      );
    });
  }

  /**
   * An authority of the settings stays where the environment's password is not new to it. Otherwise whoever may change the settings
   * could have the password sent to a server of their own making.
   */
  private keptCertificates({ signIn, password: encrypted, caCertificates }: StoredAccount, password: string) {
    if (caCertificates === null || signIn !== 'password' || this.isStored(encrypted, password)) return caCertificates;
    this.log.warn(
      'The authority of the IMAP_URL mailbox was entered with another password than that of IMAP_URL, so it no longer counts. Name its file in IMAP_CA_FILE.',
    );
    return null;
  }

  private isStored(encrypted: string | null, password: string): boolean {
    try {
      return encrypted !== null && decryptSecret(encrypted, this.config.appSecret) === password;
    } catch {
      return false; // it was stored under another APP_SECRET
    }
  }
}

async function locked(
  tx: EntityManager,
  { host, port, username, folder }: Account,
): Promise<StoredAccount | undefined> {
  const [stored] = await tx.query<StoredAccount[]>(
    `SELECT m.sign_in AS "signIn", m.password_encrypted AS password, m.ca_certificates AS "caCertificates"
     FROM mailbox m WHERE m.host = $1 AND m.port = $2 AND m.username = $3 AND m.folder = $4 FOR UPDATE`,
    [host, port, username, folder],
  );
  return stored;
}

/** The same folder of the same user at another server; the one that was read last. */
async function earlierMailbox(tx: EntityManager, { username, folder }: Account): Promise<EarlierMailbox | undefined> {
  const [earlier] = await tx.query<EarlierMailbox[]>(
    `SELECT m.host, m.port, m.from_date AS "fromDate" FROM mailbox m WHERE m.username = $1 AND m.folder = $2
     ORDER BY m.last_polled_at DESC NULLS LAST, m.id DESC LIMIT 1`,
    [username, folder],
  );
  return earlier;
}
