import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificatesIn } from './certificates.js';
import { PROJECT_ROOT } from './project-root.js';

const CA = readFileSync(join(PROJECT_ROOT, 'test/fixtures/tls/ca.pem'), 'utf8');

it('reads one certificate or several, with lines of explanation between them', () => {
  expect(certificatesIn(CA)).toEqual([CA]);
  expect(certificatesIn(`subject=CN = Root\r\n${CA.replaceAll('\n', '\r\n')}\n# the same\n${CA}`)).toEqual([CA, CA]);
});

it.each([
  ['nothing', ''],
  ['another text', 'Certyfikat urzędu'],
  ['a key', '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----'],
  ['a damaged certificate', CA.replace(/\n.{20}/, '\n')],
  ['one that breaks off', CA.slice(0, -40)],
])('refuses %s', (_, text) => expect(() => certificatesIn(text)).toThrow());
