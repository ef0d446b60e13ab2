import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { parseEmail } from '../../src/mail/parse-email.js';
import { NeedsWorker } from '../../src/mail/unpack-budget.js';

/** Made with OpenSSL for invented people; the root of their chain is ca.pem. */
const FOLDER = join(PROJECT_ROOT, 'test/fixtures/smime');
const CA = readFileSync(join(FOLDER, 'ca.pem'), 'utf8');
const SIGNER = 'Grażyna Święta <grazyna.swieta@urzad.example>';
const WORDS = 'Proszę o dostęp do folderu „Przetargi”.';

const raw = (name: string): Buffer => readFileSync(join(FOLDER, `${name}.eml`));
/** The fixtures were signed on that day; their certificates count from its noon, for a hundred years. */
const RECEIVED = new Date('2026-11-24T18:00:00Z');
const read = (bytes: Buffer, trusted = [CA], receivedAt = RECEIVED) =>
  parseEmail(bytes, { trustedCertificates: trusted, receivedAt });
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
    ['opaque-without-attributes', signed('valid', null), ['zgoda.pdf']],
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
  ])('when %s', (_, bytes, signature) => {
    expect(read(bytes).signature).toEqual(signature);
  });

  it.each([
    ['came on the day of signing', 'opaque', RECEIVED, 'valid', null],
    [
      'was written before the certificate counted',
      'opaque-without-attributes',
      new Date('2026-03-13'),
      'unverified',
      'expired',
    ],
    ['came when the certificate had ended', 'opaque', new Date('2127-01-01'), 'unverified', 'expired'],
    [
      'says a day on which the certificate counted',
      'opaque-without-attributes',
      new Date('2127-01-01'),
      'unverified',
      'expired',
    ],
  ])('the certificate is checked for the day of a message that %s', (_, name, receivedAt, state, reason) => {
    expect(read(raw(name), [CA], receivedAt).signature).toEqual(signed(state, reason));
  });

  describe('beside words that nobody signed', () => {
    const signedPart = raw('opaque')
      .toString('latin1')
      .replace(/^[^]*?(?=Content-Disposition:)/, '');
    const HEAD = 'From: grazyna.swieta@urzad.example\r\nContent-Type: multipart/mixed; boundary=zewn\r\n\r\n';
    const mixed = (...parts: string[]): Buffer =>
      Buffer.from(`${HEAD}${parts.map((part) => `--zewn\r\n${part}\r\n`).join('')}--zewn--\r\n`, 'latin1');
    const partly = signed('unverified', 'partly-signed');

    it.each([
      ['above', mixed('\r\nProsze o przelew.', signedPart), partly],
      ['below, as a list adds them', mixed(signedPart, '\r\n--\r\nLista urzad'), partly],
      ['in HTML', mixed(signedPart, 'Content-Type: text/html\r\n\r\n<p>Prosze o przelew.</p>'), partly],
      ['in an invitation', mixed(signedPart, 'Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR'), partly],
      [
        'in a picture',
        mixed(signedPart, 'Content-Type: image/png\r\nContent-ID: <a@x>\r\nContent-Disposition: inline\r\n\r\nx'),
        partly,
      ],
      ['none at all', mixed(signedPart), signed('valid', null)],
      ['a blank part', mixed(signedPart, '\r\n \r\n'), signed('valid', null)],
      [
        'a file to open',
        mixed(signedPart, 'Content-Type: application/pdf; name=a.pdf\r\n\r\nx'),
        signed('valid', null),
      ],
    ])('%s', (_, bytes, signature) => {
      expect(read(bytes).signature).toEqual(signature);
    });
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
  const COMPRESSED = Buffer.from('060b2a864886f70d0109100109', 'hex');
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
    [
      'nesting without lengths around many elements',
      Buffer.concat([
        Buffer.from('Content-Type: application/pkcs7-mime\r\n\r\n'),
        Buffer.from(`${'3080'.repeat(35)}${'0500'.repeat(500_000)}`, 'hex'),
      ]),
    ],
    ['armour without end', Buffer.from(`\r\n\r\n${'-----BEGIN PGP SIGNED MESSAGE-----\r\n'.repeat(20_000)}`)],
  ])(
    'never throws and never hangs on %s',
    async (_, bytes) => {
      expect(() => read(bytes)).not.toThrow();
      // The limit of time is looked at when the thread is free again.
      await setTimeout(1);
    },
    4_000,
  );

  const compressed = (content: Buffer): Buffer => {
    const inner = der(0x30, DATA, der(0xa0, der(0x04, deflateSync(content))));
    const cms = der(0x30, COMPRESSED, der(0xa0, der(0x30, Buffer.from('020100', 'hex'), der(0x30), inner)));
    return Buffer.concat([Buffer.from('Content-Type: application/pkcs7-mime; name=smime.p7z\r\n\r\n'), cms]);
  };
  const page = (bytes: number): Buffer =>
    Buffer.from(`Content-Type: text/html\r\n\r\n${'<p>toner</p>'.repeat(bytes / 12)}`);

  it('opens a small compressed message at once', () => {
    expect(parseEmail(compressed(page(120)), { isInline: true }).text).toMatch(/^toner/);
  });

  it.each([
    ['one', compressed(page(5_000_000))],
    ['one in the other', compressed(compressed(page(5_000_000)))],
    ['without a type', compressed(Buffer.alloc(5_000_000, 'x'))],
  ])('leaves what unpacks to a large message to a worker: %s', (_, bytes) => {
    expect(bytes.length).toBeLessThan(100_000);
    expect(() => parseEmail(bytes, { isInline: true })).toThrow(NeedsWorker);
    expect(() => parseEmail(bytes)).not.toThrow();
  });

  it('keeps what unpacks to more than any message as a file', () => {
    const mail = parseEmail(compressed(Buffer.concat([page(12), Buffer.alloc(60_000_000, 'x')])));
    expect(mail).toMatchObject({ text: '', attachments: [{ filename: 'smime.p7z' }] });
    expect(mail.problems).toContain('unpacked-too-large');
  });

  it('looks into eight files at most, whether something comes of it or not', () => {
    const files = Array.from({ length: 8 }, () => `--b\r\n${compressed(Buffer.from('x')).toString('latin1')}\r\n`);
    const mail = (...parts: string[]) =>
      parseEmail(
        Buffer.from(
          `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b\r\n${compressed(page(12)).toString('latin1')}\r\n--b--`,
          'latin1',
        ),
      ).text;
    expect(mail(...files.slice(1))).toBe('toner');
    expect(mail(...files)).toBe('');
  });
});
