import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { parseEmail } from '../../src/mail/parse-email.js';

/** Made with OpenSSL for invented people; the root of their chain is ca.pem. */
const FOLDER = join(PROJECT_ROOT, 'test/fixtures/smime');
const CA = readFileSync(join(FOLDER, 'ca.pem'), 'utf8');
const SIGNER = 'Grażyna Święta <grazyna.swieta@urzad.example>';
const WORDS = 'Proszę o dostęp do folderu „Przetargi”.';

const raw = (name: string): Buffer => readFileSync(join(FOLDER, `${name}.eml`));
const read = (bytes: Buffer, trusted = [CA]) => parseEmail(bytes, { trustedCertificates: trusted });
const changed = (name: string, from: string | RegExp, to: string): Buffer =>
  Buffer.from(raw(name).toString('latin1').replace(from, to), 'latin1');

const signed = (state: string, reason: string | null, signer: string | null = SIGNER) => ({
  kind: 'smime',
  state,
  reason,
  signer,
});

describe('S/MIME', () => {
  it.each([
    ['opaque', signed('valid', null), ['zgoda.pdf']],
    ['opaque-octet-stream', signed('valid', null), ['zgoda.pdf']],
    ['opaque-without-attributes', signed('unverified', 'expired'), ['zgoda.pdf']],
    ['opaque-without-certificate', signed('unverified', 'untrusted', null), ['zgoda.pdf']],
    ['detached-pss', signed('valid', null), ['zgoda.pdf', 'smime.p7s']],
    ['detached-without-chain', signed('unverified', 'untrusted'), ['zgoda.pdf', 'smime.p7s']],
  ])('shows what is signed, and the state of the signature apart: %s', (name, signature, files) => {
    const mail = read(raw(name));
    expect(mail).toMatchObject({ text: WORDS, signature, encrypted: null });
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(files);
  });

  it('has a row for every file', () => {
    expect(readdirSync(FOLDER)).toHaveLength(9);
  });

  it('a signature is not verified when the office trusts nobody', () => {
    expect(read(raw('opaque'), []).signature).toEqual(signed('unverified', 'untrusted'));
  });

  it.each([
    [
      'one letter of the words was changed',
      changed('detached-pss', 'do folderu', 'do folderi'),
      signed('invalid', 'changed'),
    ],
    ['the line ends were changed', changed('detached-pss', /\r\n/g, '\n'), signed('valid', null)],
    [
      'the sender is another',
      changed('opaque', /^From: .*$/m, 'From: inna@urzad.example'),
      signed('unverified', 'other-address'),
    ],
    [
      'the certificate counted on that day',
      changed('opaque-without-attributes', '12 Mar 2026', '12 Mar 2027'),
      signed('valid', null),
    ],
  ])('when %s', (_, bytes, signature) => {
    expect(read(bytes).signature).toEqual(signature);
  });

  it('says that encrypted words cannot be read, and keeps them', () => {
    const mail = read(raw('encrypted'));
    expect(mail).toMatchObject({ encrypted: 'smime', text: expect.stringContaining('zaszyfrowana') as string });
    expect(mail.attachments).toMatchObject([{ filename: 'smime.p7m' }]);
  });

  it('a signed document is a file, not the message', () => {
    const mail = read(raw('signed-document'));
    expect(mail).toMatchObject({ text: 'Umowa w zalaczeniu.', signature: null });
    expect(mail.attachments).toMatchObject([{ filename: 'umowa.pdf.p7m' }]);
  });
});

describe('PGP', () => {
  it('labels what is encrypted', () => {
    const mail = parseEmail(
      Buffer.from(
        'From: a@x.example\r\nContent-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n',
      ),
    );
    expect(mail).toMatchObject({ encrypted: 'pgp', text: expect.stringContaining('PGP') as string });
    expect(mail.attachments.map(({ filename }) => filename)).toContain('encrypted.asc');
  });

  it('labels a signed message', () => {
    const mail = parseEmail(
      Buffer.from(
        'From: a@x.example\r\nContent-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b\r\n\r\n--b\r\n\r\nToner\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n',
      ),
    );
    expect(mail).toMatchObject({ text: 'Toner', signature: { kind: 'pgp', state: 'unverified' } });
  });

  it('takes the armour off', () => {
    const mail = parseEmail(
      Buffer.from(
        'From: a@x.example\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nToner\r\n- -- \r\nAnna\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n-----END PGP SIGNATURE-----\r\n',
      ),
    );
    expect(mail).toMatchObject({ text: 'Toner\n--\nAnna', signature: { kind: 'pgp' } });
  });
});

describe('hostile wrappers', () => {
  const der = (tag: number, ...contents: Buffer[]): Buffer => {
    const content = Buffer.concat(contents);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    return Buffer.concat([Buffer.from([tag, 0x84]), length, content]);
  };
  const DATA = Buffer.from('06092a864886f70d010701', 'hex');
  const SIGNED = Buffer.from('06092a864886f70d010702', 'hex');
  const wrap = (content: Buffer): Buffer => {
    const inner = der(0x30, DATA, der(0xa0, der(0x04, content)));
    const cms = der(0x30, SIGNED, der(0xa0, der(0x30, Buffer.from('020101', 'hex'), der(0x31), inner, der(0x31))));
    return Buffer.concat([Buffer.from('Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\n'), cms]);
  };

  it.each([
    [
      'a thousand of them',
      Array.from({ length: 1_000 }).reduce<Buffer>(wrap, Buffer.from('Content-Type: text/plain\r\n\r\nx')),
    ],
    [
      'endless nesting without lengths',
      Buffer.concat([
        Buffer.from('Content-Type: application/pkcs7-mime\r\n\r\n'),
        Buffer.from('3080'.repeat(200_000), 'hex'),
      ]),
    ],
    [
      'endless lists',
      Buffer.concat([
        Buffer.from('Content-Type: application/pkcs7-mime\r\n\r\n'),
        der(0x30, SIGNED, der(0xa0, der(0x30, Buffer.from('3100'.repeat(200_000), 'hex')))),
      ]),
    ],
    ['a length that lies', Buffer.from('Content-Type: application/pkcs7-mime\r\n\r\n0\x84\x7f\xff\xff\xff', 'latin1')],
    ['armour without end', Buffer.from(`\r\n\r\n${'-----BEGIN PGP SIGNED MESSAGE-----\r\n'.repeat(20_000)}`)],
  ])(
    'never throws and never hangs on %s',
    (_, bytes) => {
      expect(() => read(bytes)).not.toThrow();
    },
    4_000,
  );
});
