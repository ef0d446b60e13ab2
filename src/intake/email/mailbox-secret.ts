import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What was stored to sign in cannot be read any more. */
export class SecretLost extends Error {}

/** Passwords and tokens of mailboxes, encrypted with a key derived from APP_SECRET (AES-256-GCM: nonce, tag, text; base64). */
export function encryptSecret(text: string, appSecret: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(appSecret), nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

/** @throws SecretLost when APP_SECRET is not the one that it was encrypted with, or it is no such text */
export function decryptSecret(encrypted: string, appSecret: string): string {
  try {
    const bytes = Buffer.from(encrypted, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', keyOf(appSecret), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    throw new SecretLost('it is damaged or was stored under another APP_SECRET');
  }
}

function keyOf(appSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', appSecret, '', 'pogotowie mailbox password', 32));
}
