import { resolveInlineImages, sanitizeHtml } from './sanitize-html.js';

describe('sanitizeHtml', () => {
  it.each([
    ['a script', '<p>a<script>alert(1)</script></p>', '<p>a</p>'],
    ['an event handler', '<p onclick="alert(1)">a</p>', '<p>a</p>'],
    [
      'a script link',
      '<a href="javascript:alert(1)">a</a>',
      '<a target="_blank" rel="noopener noreferrer nofollow">a</a>',
    ],
    [
      'a script link hidden by control characters',
      '<a href="java\tscript:alert(1)">a</a>',
      '<a target="_blank" rel="noopener noreferrer nofollow">a</a>',
    ],
    [
      'a data link',
      '<a href="data:text/html,<script>alert(1)</script>">a</a>',
      '<a target="_blank" rel="noopener noreferrer nofollow">a</a>',
    ],
    ['a frame', '<iframe src="https://x.example"></iframe>a', 'a'],
    ['a form', '<form action="https://x.example"><input name="p">a</form>', 'a'],
    ['a style sheet', '<style>body{display:none}</style><link rel="stylesheet" href="https://x.example">a', 'a'],
    ['an svg', '<svg><script>alert(1)</script><a href="javascript:1">x</a></svg>a', 'a'],
    ['a base', '<base href="https://x.example/">a', 'a'],
    ['a refresh', '<meta http-equiv="refresh" content="0;url=https://x.example">a', 'a'],
    ['a tracking picture', '<img src="https://x.example/p.gif">a', '<span></span>a'],
    ['a picture with a description', '<img src="https://x.example/p.gif" alt="logo">', '<span>[logo]</span>'],
    ['a background picture', '<p style="background:url(https://x.example/a)">a</p>', '<p>a</p>'],
    [
      'a covering layer',
      '<div style="position:fixed;top:0;left:0;width:100%">a</div>',
      '<div style="width:100%">a</div>',
    ],
    ['an old style expression', '<p style="width:expression(alert(1))">a</p>', '<p>a</p>'],
    ['comments of Outlook', '<!--[if mso]><p>x</p><![endif]--><p>a</p>', '<p>a</p>'],
  ])('takes out %s', (_, html, safe) => {
    expect(sanitizeHtml(html).html).toBe(safe);
  });

  it.each([
    [
      'tables',
      '<table border="1"><tbody><tr><td colspan="2" style="border:1px solid #000000">a</td></tr></tbody></table>',
    ],
    ['fonts', '<span style="font-family:Calibri, sans-serif;font-size:11.0pt;color:#1F497D">a</span>'],
    ['inline pictures', '<img src="cid:p1@x" alt="ekran" width="300" />'],
  ])('keeps %s', (_, html) => {
    expect(sanitizeHtml(html).html).toBe(html);
  });

  it('shows the target of a link', () => {
    expect(sanitizeHtml('<a href="https://zly.example/">bank</a>').html).toContain('title="https://zly.example/"');
  });

  it('counts what it did not load', () => {
    expect(sanitizeHtml('<img src="https://a.example/1"><img src="//a.example/2">').blockedImages).toBe(2);
  });
});

describe('resolveInlineImages', () => {
  it('puts in the address of the attachment', () => {
    expect(resolveInlineImages('<img alt="x" src="cid:a&amp;b" />', new Map([['a&b', '/attachments/7']]))).toBe(
      '<img alt="x" src="/attachments/7" />',
    );
  });
  it('drops a picture that is not there', () => {
    expect(resolveInlineImages('<img src="cid:a" />', new Map())).toBe('<img data-missing="" />');
  });
});
