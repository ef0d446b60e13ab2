import { maskPesel, messageHtml } from './message-text.js';

describe('text of a message', () => {
  it.each([
    ['markup is text', '<b>&"', '&lt;b&gt;&amp;&quot;'],
    [
      'an address becomes a link, its full stop does not',
      'zob. https://urzad.example/a?b=1&c=2.',
      'zob. <a href="https://urzad.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow" target="_blank">https://urzad.example/a?b=1&amp;c=2</a>.',
    ],
    ['other schemes stay text', 'javascript:alert(1)', 'javascript:alert(1)'],
    [
      'a quotation mark ends an address',
      'https://x.example/"onmouseover=alert(1)',
      '<a href="https://x.example/" rel="noopener noreferrer nofollow" target="_blank">https://x.example/</a>&quot;onmouseover=alert(1)',
    ],
  ])('%s', (_rule, text, html) => expect(messageHtml(text)).toBe(html));

  it.each([
    ['PESEL 44051401359, proszę', 'PESEL •••••••••••, proszę'],
    ['numer 44051401358', 'numer 44051401358'],
    ['konto 12345678901234567890123456', 'konto 12345678901234567890123456'],
  ])('identity numbers are masked: %s', (text, masked) => expect(maskPesel(text)).toBe(masked));
});
