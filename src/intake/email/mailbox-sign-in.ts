/** How we show a mail server who we are. */
export const SIGN_INS = ['password', 'oauth2'] as const;
export type SignIn = (typeof SIGN_INS)[number];

/** What an access token is asked for with: the token of a person who agreed, or the application's own secret. */
export const OAUTH_GRANTS = ['refresh_token', 'client_credentials'] as const;
export type OAuthGrant = (typeof OAUTH_GRANTS)[number];

/** Where a sign-in goes and as whom, without its secrets. */
export interface SignInSettings {
  host: string;
  port: number;
  /** PEM; whose certificate the server must have. null: of anyone whom the system trusts */
  caCertificates: string | null;
  username: string;
  signIn: SignIn;
  /** These four are null when the sign-in is by password. */
  oauthTokenUrl: string | null;
  oauthGrant: OAuthGrant | null;
  oauthClientId: string | null;
  oauthScope: string | null;
}

/** As typed; an absent one stays as it is stored. */
export interface MailboxSecrets {
  password?: string | undefined;
  clientSecret?: string | undefined;
  refreshToken?: string | undefined;
}

const RECEIVER = [
  'host',
  'port',
  'caCertificates',
  'username',
  'signIn',
  'oauthTokenUrl',
  'oauthGrant',
  'oauthClientId',
] as const;

/**
 * Whether stored secrets would go where they went before. Who may change the settings must not be able to read a secret by sending
 * it to themselves.
 */
export function isSameReceiver(stored: SignInSettings, settings: SignInSettings): boolean {
  return RECEIVER.every((key) => stored[key] === settings[key]);
}

/**
 * Secrets without which nobody can sign in. A refresh token may belong to a public client, which has no secret.
 * @param keepsStored the stored ones stay in use
 * @returns what is missing, by the field that asks for it; at most one
 */
export function missingSecret(
  { signIn, oauthGrant }: SignInSettings,
  secrets: MailboxSecrets,
  keepsStored: boolean,
): keyof MailboxSecrets | null {
  const needed =
    signIn === 'password' ? 'password' : oauthGrant === 'refresh_token' ? 'refreshToken' : ('clientSecret' as const);
  return keepsStored || secrets[needed] ? null : needed;
}
