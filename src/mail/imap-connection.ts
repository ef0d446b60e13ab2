import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { isServerBusy } from './imap-trouble.js';
import { isThisMachine } from './this-machine.js';

/** What it takes to open one folder of one account. */
export interface ImapAccount {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS, which is required unless the host is this machine and no certificate is asked for. */
  secure: boolean;
  username: string;
  credentials: ImapCredentials;
  /** PEM; the server's certificate must come from there, or be there. null: from whom the system trusts */
  caCertificates: string | null;
  folder: string;
}

export type ImapCredentials = { password: string } | { accessToken: AccessTokenSource };

/**
 * Gives the access token to sign in with (OAuth2).
 * @param refused the token that the mail server has just refused: another one is asked for
 * @throws OAuthError
 */
export type AccessTokenSource = (refused?: string) => Promise<string>;

const CHECK_TIMEOUT_MS = 10_000;

/**
 * Connects and signs in. When the server refuses an access token, once more with a new one: it may have been withdrawn before its
 * time.
 * @param onClient with every client before it connects; the last one is the one that is returned
 */
export async function connectImap(
  account: ImapAccount,
  options: Partial<ImapFlowOptions>,
  onClient: (client: ImapFlow) => void,
): Promise<ImapFlow> {
  const signIn = async (auth: { pass: string } | { accessToken: string }): Promise<ImapFlow> => {
    const client = imapClient(account, auth, options);
    onClient(client);
    await client.connect();
    return client;
  };
  const { credentials } = account;
  if ('password' in credentials) return signIn({ pass: credentials.password });
  const accessToken = await credentials.accessToken();
  try {
    return await signIn({ accessToken });
  } catch (error) {
    if (!(error as { authenticationFailed?: boolean }).authenticationFailed || isServerBusy(error)) throw error;
    return signIn({ accessToken: await credentials.accessToken(accessToken) });
  }
}

/** Signs in and opens the folder, without changing anything. @throws Error saying what the server or the network refused */
export async function checkImapAccount(account: ImapAccount): Promise<void> {
  let client: ImapFlow | undefined;
  let trouble: Error | undefined;
  const options = {
    connectionTimeout: CHECK_TIMEOUT_MS,
    greetingTimeout: CHECK_TIMEOUT_MS,
    socketTimeout: CHECK_TIMEOUT_MS,
  };
  try {
    await connectImap(account, options, (next) => {
      client = next;
      trouble = undefined;
      next.on('error', (error: Error) => (trouble = error));
    });
    await client!.mailboxOpen(account.folder, { readOnly: true });
  } catch (error) {
    throw trouble ?? error;
  } finally {
    client?.close();
  }
}

function imapClient(
  { host, port, secure, username, caCertificates }: ImapAccount,
  auth: { pass: string } | { accessToken: string },
  options: Partial<ImapFlowOptions>,
): ImapFlow {
  return new ImapFlow({
    host,
    port,
    secure,
    // What opens the account never goes over an open line.
    ...(secure || (isThisMachine(host) && caCertificates === null) ? {} : { doSTARTTLS: true }),
    // Left out, and not undefined: an own value would replace the system's. What is pasted is trusted as it is, also when it is an
    // issuing authority without its root, or the certificate of the server itself.
    ...(caCertificates === null ? {} : { tls: { ca: caCertificates, allowPartialTrustChain: true } }),
    auth: { user: username, ...auth },
    clientInfo: { name: 'Pogotowie' },
    logger: false,
    ...options,
  });
}
