import { OAuthError, type OAuthRefusal } from './oauth-token.js';

/** What keeps a mailbox from being read, as far as somebody can do something about it. */
export type ImapTrouble =
  | OAuthRefusal
  | 'sign-in-refused'
  | 'server-busy'
  | 'folder-missing'
  | 'certificate-unknown'
  | 'certificate-name'
  | 'certificate-date'
  | 'no-tls'
  | 'port-without-tls'
  | 'unreachable';

const BY_CODE: Record<string, ImapTrouble> = {
  CERT_HAS_EXPIRED: 'certificate-date',
  CERT_NOT_YET_VALID: 'certificate-date',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-name',
  CERT_UNTRUSTED: 'certificate-unknown',
  CERT_SIGNATURE_FAILURE: 'certificate-unknown',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-unknown',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-unknown',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-unknown',
  ERR_SSL_WRONG_VERSION_NUMBER: 'port-without-tls',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  ETIMEOUT: 'unreachable', // of the name server
  ETIMEDOUT: 'unreachable',
  CONNECT_TIMEOUT: 'unreachable',
  GREETING_TIMEOUT: 'unreachable',
  UPGRADE_TIMEOUT: 'unreachable',
};

/** Response codes of a server that says no for now, whoever asks. Source: RFC 5530 section 3 */
const BUSY = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT']);

/** Whether the server says no to everybody for a while: what it was shown to sign in with is not at fault. */
export function isServerBusy(error: unknown): boolean {
  return BUSY.has((error as ImapError).serverResponseCode ?? '');
}

/**
 * What an error of the way into a mailbox means, and what the other side said about it.
 * @returns trouble null: none that we know by name
 * Source: codes of Node's TLS and sockets; imapflow's `authenticationFailed`, `tlsFailed`, `serverResponseCode`, `responseText`.
 */
export function imapTrouble(error: unknown): { trouble: ImapTrouble | null; message: string } {
  const { code, message, responseText, authenticationFailed, tlsFailed, serverResponseCode } = error as ImapError;
  const said = responseText || message || String(code ?? error);
  if (error instanceof OAuthError) return { trouble: error.refusal, message: said };
  if (isServerBusy(error)) return { trouble: 'server-busy', message: said };
  if (authenticationFailed) return { trouble: 'sign-in-refused', message: said };
  if (serverResponseCode === 'NONEXISTENT') return { trouble: 'folder-missing', message: said };
  return { trouble: BY_CODE[code ?? ''] ?? (tlsFailed ? 'no-tls' : null), message: said };
}

type ImapError = Error & {
  code?: string;
  responseText?: string;
  authenticationFailed?: boolean;
  tlsFailed?: boolean;
  serverResponseCode?: string;
};
