import { ImapFlow, type ImapFlowOptions } from 'imapflow';

/** What it takes to open one folder of one account. */
export interface ImapAccount {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS, which is required unless the host is this machine. */
  secure: boolean;
  username: string;
  password: string;
  folder: string;
}

const CHECK_TIMEOUT_MS = 10_000;

/** A client that is not yet connected. */
export function imapConnection(
  { host, port, secure, username, password }: ImapAccount,
  options: Partial<ImapFlowOptions> = {},
): ImapFlow {
  return new ImapFlow({
    host,
    port,
    secure,
    // A password never goes over an open line.
    ...(secure || isThisMachine(host) ? {} : { doSTARTTLS: true }),
    auth: { user: username, pass: password },
    clientInfo: { name: 'Pogotowie' },
    logger: false,
    ...options,
  });
}

/** Signs in and opens the folder, without changing anything. @throws Error saying what the server or the network refused */
export async function checkImapAccount(account: ImapAccount): Promise<void> {
  const client = imapConnection(account, {
    connectionTimeout: CHECK_TIMEOUT_MS,
    greetingTimeout: CHECK_TIMEOUT_MS,
    socketTimeout: CHECK_TIMEOUT_MS,
  });
  let trouble: Error | undefined;
  client.on('error', (error: Error) => (trouble = error));
  try {
    await client.connect();
    await client.mailboxOpen(account.folder, { readOnly: true });
  } catch (error) {
    throw trouble ?? error;
  } finally {
    client.close();
  }
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || host === '::1';
}
