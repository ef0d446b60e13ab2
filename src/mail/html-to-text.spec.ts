import { setTimeout } from 'node:timers/promises';
import { htmlToText, QUOTE_MARK } from './html-to-text.js';

describe('htmlToText', () => {
  it.each([
    ['paragraphs', '<p>Dzień dobry,</p><p>drukarka&nbsp;nie   drukuje.</p>', 'Dzień dobry,\n\ndrukarka nie drukuje.'],
    ['line breaks', 'a<br>b<br/>c', 'a\nb\nc'],
    ['divs without blank lines', '<div>a</div><div>b</div>', 'a\nb'],
    ['a list', '<ul><li>toner</li><li>papier</li></ul>', '- toner\n- papier'],
    ['a link with another text', '<a href="https://x.example/a">instrukcja</a>', 'instrukcja <https://x.example/a>'],
    ['a link shown in full', '<a href="https://x.example/">https://x.example</a>', 'https://x.example'],
    ['an address', '<a href="mailto:a@b.example">a@b.example</a>', 'a@b.example'],
    ['a script link', '<a href="javascript:alert(1)">klik</a>', 'klik'],
    ['a table', '<table><tr><td>Nr</td><td>UM-1</td></tr></table>', 'Nr | UM-1'],
    ['hidden text', '<div style="display:none">x</div>a', 'a'],
    ['hidden text around void elements', '<div style="display:none"><br>x<img src=a></div>a', 'a'],
    ['styles and scripts', '<style>p{}</style><script>1</script><title>t</title>a', 'a'],
    ['a picture', '<img alt="ekran błędu" src="cid:1">', '[ekran błędu]'],
    [
      'cited text',
      '<p>nowe</p><blockquote type="cite"><p>stare</p><p>starsze</p></blockquote><p>dalej</p>',
      'nowe\n\n> stare\n>\n> starsze\n\ndalej',
    ],
    ['an indented paragraph', '<p>a</p><blockquote style="margin:0 0 0 40px;border:none">b</blockquote>', 'a\n\nb'],
    ['preformatted text', '<pre>a\n  b</pre>', 'a\n  b'],
    ['unclosed tags', '<div><b>a<p>b', 'a\n\nb'],
  ])('writes %s', (_, html, text) => {
    expect(htmlToText(html).text).toBe(text);
  });

  it.each([
    ['Yahoo', '<div id="ydp1" class="ydp1yahoo_quoted">Od: A</div>'],
    ['Proton', '<div class="protonmail_quote">Od: A</div>'],
    ['Outlook on the web', '<div id="divRplyFwdMsg"><b>Od:</b> A</div>'],
    [
      'Outlook for Windows',
      '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><b>Od:</b> A</div>',
    ],
  ])('marks the quote of %s', (_, quote) => {
    expect(htmlToText(`<p>nowe</p>${quote}`).text).toBe(`nowe\n\n${QUOTE_MARK}\nOd: A`);
  });

  it.each([
    ['<div>'],
    ['<blockquote>a'],
    ['<a href="https://x.example">a'],
    ['<b><i>'],
    ['<p>a'],
    ['<br>'],
    ['<a<'],
    ['</p>'],
    ['<'],
    ['a&amp;'],
    ['<td>a'],
    ['<a href="https://x.example/">y</a>'],
  ])(
    'reads two megabytes of %s without hanging',
    async (piece) => {
      expect(() => htmlToText(`${piece.repeat(2_000_000 / piece.length)}x`)).not.toThrow();
      // The limit of time is looked at when the thread is free again.
      await setTimeout(1);
    },
    20_000,
  );

  it('a very long line keeps every word', () => {
    const words = 'Proszę o toner &amp; papier. '.repeat(1_000);
    expect(htmlToText(`<p>${words}<a href="https://x.example/y">stąd</a></p>`).text).toBe(
      `${words.replaceAll('&amp;', '&')}stąd <https://x.example/y>`,
    );
  });

  it('says when the nesting is hostile, and still gives the words', () => {
    expect(htmlToText('<div>'.repeat(5_000) + 'toner')).toEqual({ text: 'toner', tooDeep: true });
  });
});
