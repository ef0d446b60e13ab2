import { z } from 'zod';
import { QUEUES } from '../../tickets/ticket-codes.js';
import type { Mailbox, MailboxSettings } from './mailboxes.service.js';

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** The form of one mailbox. An empty password leaves the stored one. */
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
    username: z.string().trim().min(1).max(320).meta({ title: 'Nazwa użytkownika' }),
    password: z.string().max(500).optional().meta({ title: 'Hasło' }),
    folder: z.string().trim().min(1).max(200).meta({ title: 'Folder' }),
    queue: z
      .enum(['', ...QUEUES])
      .optional()
      .meta({ title: 'Kolejka' }),
    fromDate: z
      .union([z.literal(''), z.string().regex(DAY, 'Wpisz datę, np. 2026-11-23.')])
      .optional()
      .meta({ title: 'Odbieraj wiadomości od' }),
    enabled: z.enum(['on', '']).optional(),
  })
  .transform(
    ({
      secure,
      password,
      queue,
      fromDate,
      enabled,
      ...rest
    }): { settings: MailboxSettings; password: string | undefined } => ({
      settings: {
        ...rest,
        secure: secure === 'on',
        queue: queue || null,
        fromDate: fromDate || null,
        enabled: enabled === 'on',
      },
      password: password || undefined,
    }),
  );

/** @param today first day of a new mailbox, so that old mail does not become tickets unasked */
export function mailboxFormValues(mailbox: Mailbox | null, today: string): Record<string, unknown> {
  if (!mailbox) return { port: 993, secure: 'on', folder: 'INBOX', fromDate: today, enabled: 'on' };
  const { secure, enabled, queue, fromDate, name, address, host, port, username, folder } = mailbox;
  return {
    name,
    address,
    host,
    port,
    username,
    folder,
    secure: secure ? 'on' : '',
    enabled: enabled ? 'on' : '',
    queue: queue ?? '',
    fromDate: fromDate ?? '',
  };
}
