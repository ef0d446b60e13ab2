import { X509Certificate } from 'node:crypto';

/**
 * The certificates of a PEM text, each checked by reading it; whatever stands between them is left out.
 * @returns PEM texts, one a certificate, n >= 1
 * @throws Error when it holds none, or one that cannot be read
 */
export function certificatesIn(pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new Error('it holds no certificate');
  return blocks.map((block) => new X509Certificate(block).toString());
}
