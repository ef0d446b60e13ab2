import { isThisMachine } from './this-machine.js';

/** What it takes to get access tokens for one account. */
export interface OAuthClient {
  /** The token endpoint. */
  tokenUrl: string;
  clientId: string;
  /** null: a public client */
  clientSecret: string | null;
  /** null: the client acts in its own name (client credentials), without a person who agreed */
  refreshToken: string | null;
  /** null: what was agreed to */
  scope: string | null;
}

export interface GrantedToken {
  accessToken: string;
  /** When it should no longer be used, a little before the server thinks so. */
  renewAt: Date;
  /** The one to use from now on; null: the old one stays. */
  refreshToken: string | null;
}

export type OAuthRefusal = 'grant-refused' | 'client-refused' | 'scope-refused' | 'request-refused' | 'token-server';

/** Why there is no token. Its message may be logged: nothing that the server wrote freely is in it. */
export class OAuthError extends Error {
  constructor(
    readonly refusal: OAuthRefusal,
    message: string,
  ) {
    super(message);
    this.name = 'OAuthError';
  }
}

/** The codes of RFC 6749 section 5.2, and what a person can do about each. */
const REFUSALS: Record<string, OAuthRefusal> = {
  invalid_grant: 'grant-refused',
  interaction_required: 'grant-refused',
  invalid_client: 'client-refused',
  unauthorized_client: 'client-refused',
  invalid_scope: 'scope-refused',
  invalid_request: 'request-refused',
  unsupported_grant_type: 'request-refused',
  temporarily_unavailable: 'token-server',
};

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** A server that does not say how long a token lasts. */
const DEFAULT_LIFETIME_S = 5 * 60;
const MAX_LIFETIME_S = 24 * 60 * 60;
const MAX_MARGIN_S = 60;

/**
 * Whether secrets may be sent there: over TLS, or to this machine.
 * @param url any text
 */
export function isTokenUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password, hash } = new URL(url);
  if (username || password || hash) return false;
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
}

/**
 * Asks the token endpoint for an access token, for at most 10 s. The client's secret goes in the body, which Microsoft and Google
 * both take.
 * @param at now
 * @throws OAuthError
 * Source: RFC 6749 sections 4.4 (client credentials), 5.1 and 5.2 (answers), 6 (refreshing).
 */
export async function requestToken(client: OAuthClient, at: Date): Promise<GrantedToken> {
  const { ok, status, body } = await ask(client);
  const answer = parsed(body);
  if (!ok) throw refusalOf(status, answer);
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = answer;
  if (!isToken(accessToken)) throw new OAuthError('token-server', 'the token server answered without an access token');
  const told = Number(expiresIn);
  const lifetimeS = told > 0 ? Math.min(told, MAX_LIFETIME_S) : DEFAULT_LIFETIME_S;
  return {
    accessToken,
    renewAt: new Date(+at + (lifetimeS - Math.min(MAX_MARGIN_S, lifetimeS / 2)) * 1_000),
    refreshToken: client.refreshToken !== null && isToken(refreshToken) ? refreshToken : null,
  };
}

async function ask({ tokenUrl, clientId, clientSecret, refreshToken, scope }: OAuthClient) {
  const form = new URLSearchParams({
    client_id: clientId,
    ...(clientSecret === null ? {} : { client_secret: clientSecret }),
    ...(refreshToken === null
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token: refreshToken }),
    ...(scope === null ? {} : { scope }),
  });
  try {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: form,
      redirect: 'error', // the secrets are for this address only
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { ok: response.ok, status: response.status, body: await bounded(response) };
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    const { name, cause } = error as Error & { cause?: { code?: string; message?: string } };
    const why =
      name === 'TimeoutError' ? `no answer in ${TIMEOUT_MS / 1_000} s` : (cause?.code ?? cause?.message ?? name);
    throw new OAuthError('token-server', `the token server ${new URL(tokenUrl).host} cannot be reached: ${why}`);
  }
}

async function bounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new OAuthError('token-server', 'the token server answered at endless length');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A server may repeat in its description what it was sent, so only known codes are passed on, and Microsoft's number of the case. */
function refusalOf(status: number, { error, error_description: description }: Record<string, unknown>): OAuthError {
  const code = typeof error === 'string' && Object.hasOwn(REFUSALS, error) ? error : null;
  const number = typeof description === 'string' ? /\bAADSTS\d{1,9}\b/.exec(description)?.[0] : undefined;
  const said = [code ?? `status ${status}`, number].filter(Boolean).join(', ');
  return new OAuthError(code ? REFUSALS[code]! : 'token-server', `the token server refused: ${said}`);
}

/** Visible characters only: what it is put into ends a field at a control character. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,16384}$/.test(value);
}
