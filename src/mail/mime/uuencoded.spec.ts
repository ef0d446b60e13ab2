import { takeUuencoded } from './uuencoded.js';

const FILE = ['begin 644 toner.txt', '%5&]N97(`', '`', 'end'];

describe('takeUuencoded', () => {
  it('takes files out of the text', () => {
    const { text, files } = takeUuencoded(['Proszę o toner.', '', ...FILE, '', 'Anna', ...FILE].join('\r\n'));
    expect(text).toBe('Proszę o toner.\n\n\nAnna');
    expect(files.map(({ name, content }) => [name, content.toString()])).toEqual([
      ['toner.txt', 'Toner'],
      ['toner.txt', 'Toner'],
    ]);
  });

  it('knows the base64 form', () => {
    expect(takeUuencoded('begin-base64 644 a.txt\nVG9uZXI=\n====').files).toMatchObject([
      { name: 'a.txt', content: Buffer.from('Toner') },
    ]);
  });

  it.each([
    ['a sentence', 'begin 644 times and tell me\nwhat happened\nend'],
    ['a file that breaks off', 'begin 644 a.txt\n%5&]N97(`'],
    ['nothing between', 'begin 644 a.txt\nend'],
  ])('leaves %s alone', (_, text) => {
    expect(takeUuencoded(text)).toEqual({ text, files: [] });
  });

  it('does not hang on a thousand beginnings', () => {
    expect(takeUuencoded('begin 644 a\n'.repeat(100_000)).files).toEqual([]);
  }, 4_000);
});
