import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { readEmail } from '../../src/mail/read-email.js';
import { IntakeOffice } from './intake-office.js';

const FIXTURES = ['mail', 'smime'].flatMap((kind) => {
  const folder = join(PROJECT_ROOT, 'test/fixtures', kind);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => readFileSync(join(folder, name)));
});
const NASTY = [
  '\0',
  '\r',
  '\n\n',
  '--',
  '=?utf-8?Q?=C5?=',
  'Content-Type: multipart/mixed; boundary=x\r\n',
  '\xff\xfe',
  '<'.repeat(500),
  ';filename*0*=',
  '"',
  '(((',
  '=\r\n',
  '\u202e',
  'Content-Transfer-Encoding: base64\r\n',
];

/** A fixture with some of its bytes cut, doubled, changed or mixed with those of another. */
const mutated = fc
  .record({
    base: fc.constantFrom(...FIXTURES),
    other: fc.constantFrom(...FIXTURES),
    edits: fc.array(
      fc.record({
        kind: fc.constantFrom('cut', 'double', 'insert', 'flip', 'splice'),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 1, max: 400 }),
        nasty: fc.constantFrom(...NASTY),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ base, other, edits }) => edits.reduce<Buffer>((raw, edit) => apply(raw, other, edit), base));

function apply(
  raw: Buffer,
  other: Buffer,
  { kind, at, length, nasty }: { kind: string; at: number; length: number; nasty: string },
): Buffer {
  const from = Math.floor(at * raw.length);
  const [before, piece, after] = [
    raw.subarray(0, from),
    raw.subarray(from, from + length),
    raw.subarray(from + length),
  ];
  switch (kind) {
    case 'cut':
      return Buffer.concat([before, after]);
    case 'double':
      return Buffer.concat([before, piece, piece, after]);
    case 'insert':
      return Buffer.concat([before, Buffer.from(nasty, 'latin1'), piece, after]);
    case 'flip':
      return Buffer.concat([before, Buffer.from(piece.map((byte) => byte ^ 0x80)), after]);
    default:
      return Buffer.concat([before, other.subarray(from, from + length), after]);
  }
}

/** Promise P5. */
describe('whatever bytes come', () => {
  it('reading them neither throws nor gives what the database refuses', () => {
    fc.assert(
      fc.property(mutated, (raw) => {
        const started = performance.now();
        const { attachments, ...read } = readEmail(raw, null, 'sha');
        const json = JSON.stringify({ ...read, files: attachments.map(({ content: _, ...file }) => file) });
        // A lone half of a surrogate pair and NUL are what jsonb and text refuse.
        return !/\\u0000|\\ud[89ab]/i.test(json) && performance.now() - started < 5_000;
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  describe('and through intake', () => {
    let office: IntakeOffice;
    beforeAll(async () => {
      office = await IntakeOffice.open({ EXTERNAL_SENDERS: 'accept' });
    });
    afterAll(() => office.close());

    it('every e-mail ends in an outcome, and not in quarantine', async () => {
      await fc.assert(
        fc.asyncProperty(mutated, fc.boolean(), async (raw, hasEnvelope) => {
          const { outcome, reason } = await office.receive(raw, {
            envelopeFrom: hasEnvelope ? 'anna@urzad.example' : null,
          });
          return outcome !== 'waiting' && outcome !== 'quarantined'
            ? true
            : Promise.reject(new Error(`${outcome}: ${reason}`));
        }),
        { numRuns: 60 },
      );
    }, 60_000);
  });
});
