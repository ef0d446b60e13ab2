import type { MailboxSettings } from '../../src/intake/email/mailboxes.service.js';
import { OAUTH_CLIENT, type TokenServer } from '../support/token-server.js';

/** A mailbox whose tokens come from that server, for which a person agreed; where it lies is named by the test. */
export function oauthMailbox(
  address: string,
  { tokenUrl }: Pick<TokenServer, 'tokenUrl'>,
  where: Pick<MailboxSettings, 'host' | 'port' | 'secure'>,
): MailboxSettings {
  return {
    name: 'Helpdesk',
    address,
    caCertificates: null,
    username: address,
    folder: 'INBOX',
    signIn: 'oauth2',
    oauthTokenUrl: tokenUrl,
    oauthGrant: 'refresh_token',
    oauthClientId: OAUTH_CLIENT.id,
    oauthScope: null,
    queue: null,
    fromDate: null,
    enabled: true,
    ...where,
  };
}
