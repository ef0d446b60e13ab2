import { decodeHeader, parseStructured } from './header-value.js';

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

describe('decodeHeader', () => {
  it.each([
    ['plain text', 'Drukarka nie drukuje', 'Drukarka nie drukuje'],
    ['a Q word', '=?UTF-8?Q?Za=C5=BC=C3=B3=C5=82=C4=87_dokumenty?=', 'Zażółć dokumenty'],
    ['a B word', '=?utf-8?B?WmHFvMOzxYLEhw==?=', 'Zażółć'],
    ['a letter split over two words', '=?utf-8?Q?Za=C5?=\r\n =?utf-8?Q?=BC=C3=B3=C5=82=C4=87?=', 'Zażółć'],
    ['a letter split over two B words', '=?utf-8?B?WmHF?= =?utf-8?B?vMOzxYLEhw==?=', 'Zażółć'],
    ['two charsets side by side', '=?utf-8?Q?=C5=BC?= =?iso-8859-2?Q?=F3=B3w?=', 'żółw'],
    ['text between words', '=?utf-8?Q?=C5=BC?= a =?utf-8?Q?=C5=BC?=', 'ż a ż'],
    ['windows-1250 called iso-8859-2', '=?iso-8859-2?Q?=9Cruba_=9F?=', 'śruba ź'],
    ['UTF-8 called iso-8859-1', '=?iso-8859-1?Q?=C5=BC=C3=B3=C5=82w?=', 'żółw'],
    ['raw 8-bit', latin1('Zażółć'), 'Zażółć'],
    ['CR LF hidden in a word', '=?utf-8?Q?Toner=0D=0ABcc:_x@y?=', 'Toner Bcc: x@y'],
    ['NUL hidden in a word', '=?utf-8?Q?To=00ner?=', 'Toner'],
    ['a folded line', 'Drukarka\r\n nie\r\n\tdrukuje', 'Drukarka nie drukuje'],
    ['an unfinished word', '=?utf-8?Q?Toner', '=?utf-8?Q?Toner'],
    ['a language tag', '=?utf-8*pl?Q?=C5=BC?=', 'ż'],
  ])('reads %s', (_, raw, text) => {
    expect(decodeHeader(raw)).toBe(text);
  });
});

describe('parseStructured', () => {
  it.each([
    ['quoted', 'text/plain; charset="utf-8"', 'charset', 'utf-8'],
    ['no quotes, upper case', 'TEXT/PLAIN; CHARSET=ISO-8859-2', 'charset', 'ISO-8859-2'],
    ['semicolon inside quotes', 'application/pdf; name="a;b.pdf"', 'name', 'a;b.pdf'],
    ['escaped quote', 'application/pdf; name="a\\"b.pdf"', 'name', 'a"b.pdf'],
    ['encoded word in a parameter', 'application/pdf; name="=?utf-8?Q?=C5=BC.pdf?="', 'name', 'ż.pdf'],
    ['RFC 2231', "attachment; filename*=utf-8''%C5%BC%C3%B3%C5%82w.pdf", 'filename', 'żółw.pdf'],
    [
      'RFC 2231 in pieces, split in a letter',
      "attachment; filename*1*=%BC.pdf; filename*0*=utf-8''%C5",
      'filename',
      'ż.pdf',
    ],
    ['RFC 2231 over the plain one', 'attachment; filename="x.pdf"; filename*=utf-8\'\'%C5%BC.pdf', 'filename', 'ż.pdf'],
    [
      'pieces without encoding',
      'attachment; filename*0="bardzo "; filename*1="długa.pdf"'.replace('ł', '=?utf-8?Q?=C5=82?='),
      'filename',
      'bardzo długa.pdf',
    ],
    ['raw UTF-8', latin1('attachment; filename="żółw.pdf"'), 'filename', 'żółw.pdf'],
    ['missing closing quote', 'attachment; filename="a.pdf', 'filename', 'a.pdf'],
  ])('reads a parameter: %s', (_, raw, name, value) => {
    expect(parseStructured(raw).params[name]).toBe(value);
  });
});
