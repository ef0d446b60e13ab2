import { z } from 'zod';
import { certificatesIn } from '../../common/certificates.js';
import { isTokenUrl } from '../../mail/oauth-token.js';
import { QUEUES } from '../../tickets/ticket-codes.js';
import { type MailboxSecrets, OAUTH_GRANTS, SIGN_INS } from './mailbox-sign-in.js';
import type { Mailbox, MailboxSettings } from './mailboxes.service.js';

const secret = z.string().trim().max(8_000).optional();

/** The form of one mailbox. An empty secret leaves the stored one. */
export const mailboxForm = z
  .object({
    name: z.string().trim().min(1).max(120).meta({ title: 'Nazwa' }),
    address: z.email().meta({ title: 'Adres e-mail' }),
    host: z
      .string()
      .trim()
      .regex(/^[a-z0-9.:-]{1,253}$/i, 'Wpisz nazwę serwera, np. poczta.urzad.example.')
      .meta({ title: 'Serwer IMAP' }),
    port: z.coerce.number().int().min(1).max(65_535).meta({ title: 'Port' }),
    secure: z.enum(['on', '']).optional(),
    caCertificates: z
      .string()
      .trim()
      .max(100_000)
      .default('')
      .transform(readCertificates)
      .meta({ title: 'Certyfikat urzędu certyfikacji' }),
    username: z.string().trim().min(1).max(320).meta({ title: 'Nazwa użytkownika' }),
    folder: z.string().trim().min(1).max(200).meta({ title: 'Folder' }),
    signIn: z.enum(SIGN_INS).default('password').meta({ title: 'Sposób logowania' }),
    password: z.string().max(500).optional().meta({ title: 'Hasło' }),
    oauthTokenUrl: z.string().trim().max(500).default('').meta({ title: 'Adres tokenów' }),
    oauthGrant: z.enum(OAUTH_GRANTS).default('refresh_token').meta({ title: 'Na czyją zgodę' }),
    oauthClientId: z.string().trim().max(300).default('').meta({ title: 'Identyfikator aplikacji' }),
    clientSecret: secret.meta({ title: 'Klucz tajny aplikacji' }),
    refreshToken: secret.meta({ title: 'Token odświeżania' }),
    oauthScope: z.string().trim().max(1_000).default('').meta({ title: 'Zakres' }),
    queue: z
      .enum(['', ...QUEUES])
      .optional()
      .meta({ title: 'Kolejka' }),
    fromDate: z
      .union([z.literal(''), z.iso.date('Wpisz datę, np. 2026-11-23.')])
      .optional()
      .meta({ title: 'Odbieraj wiadomości od' }),
    enabled: z.enum(['on', '']).optional(),
  })
  .superRefine(({ signIn, oauthTokenUrl, oauthClientId }, context) => {
    if (signIn !== 'oauth2') return;
    const wrong = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (!isTokenUrl(oauthTokenUrl)) wrong('oauthTokenUrl', 'Wpisz adres, który zaczyna się od https://.');
    if (!oauthClientId) wrong('oauthClientId', 'Wpisz identyfikator aplikacji.');
  })
  .transform(
    ({
      password,
      clientSecret,
      refreshToken,
      oauthTokenUrl,
      oauthGrant,
      oauthClientId,
      oauthScope,
      secure,
      queue,
      fromDate,
      enabled,
      ...rest
    }): { settings: MailboxSettings; secrets: MailboxSecrets } => ({
      settings: {
        ...rest,
        ...(rest.signIn === 'oauth2'
          ? { oauthTokenUrl, oauthGrant, oauthClientId, oauthScope: oauthScope || null }
          : { oauthTokenUrl: null, oauthGrant: null, oauthClientId: null, oauthScope: null }),
        secure: secure === 'on',
        queue: queue || null,
        fromDate: fromDate || null,
        enabled: enabled === 'on',
      },
      secrets: {
        password: password || undefined,
        clientSecret: clientSecret || undefined,
        refreshToken: refreshToken || undefined,
      },
    }),
  );

function readCertificates(pem: string, context: z.RefinementCtx): string | null {
  if (!pem) return null;
  try {
    return certificatesIn(pem).join('');
  } catch {
    const message = pem.includes('PRIVATE KEY')
      ? 'To jest klucz prywatny. Wklej certyfikat.'
      : 'Wklej cały certyfikat w formacie PEM, od -----BEGIN CERTIFICATE----- do -----END CERTIFICATE-----.';
    context.addIssue({ code: 'custom', message });
    return null;
  }
}

/** What was typed, without what nobody may read again. */
export function withoutSecrets(values: Record<string, unknown>): Record<string, unknown> {
  const { password: _password, clientSecret: _secret, refreshToken: _token, ...rest } = values;
  return rest;
}

/** @param today first day of a new mailbox, so that old mail does not become tickets unasked */
export function mailboxFormValues(mailbox: Mailbox | null, today: string): Record<string, unknown> {
  if (!mailbox) {
    return {
      port: 993,
      secure: 'on',
      folder: 'INBOX',
      signIn: 'password',
      oauthGrant: 'refresh_token',
      fromDate: today,
      enabled: 'on',
    };
  }
  const { name, address, host, port, username, folder, secure, enabled, queue, fromDate, signIn } = mailbox;
  return {
    name,
    address,
    host,
    port,
    username,
    caCertificates: mailbox.caCertificates ?? '',
    folder,
    secure: secure ? 'on' : '',
    signIn,
    oauthTokenUrl: mailbox.oauthTokenUrl ?? '',
    oauthGrant: mailbox.oauthGrant ?? 'refresh_token',
    oauthClientId: mailbox.oauthClientId ?? '',
    oauthScope: mailbox.oauthScope ?? '',
    enabled: enabled ? 'on' : '',
    queue: queue ?? '',
    fromDate: fromDate ?? '',
  };
}
