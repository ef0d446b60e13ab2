import { decryptSecret, encryptSecret, SecretLost } from './mailbox-secret.js';

const SECRET = 's'.repeat(32);

it('gives back what it was given, and never the same twice', () => {
  const encrypted = encryptSecret('zażółć', SECRET);
  expect(decryptSecret(encrypted, SECRET)).toBe('zażółć');
  expect(encryptSecret('zażółć', SECRET)).not.toBe(encrypted);
});

it('says so when the secret is another one', () => {
  expect(() => decryptSecret(encryptSecret('x', SECRET), 't'.repeat(32))).toThrow('APP_SECRET');
});

it.each(['', 'x', 'AAAA'])('says so when what is stored is none of ours: "%s"', (stored) => {
  expect(() => decryptSecret(stored, SECRET)).toThrow(SecretLost);
});
