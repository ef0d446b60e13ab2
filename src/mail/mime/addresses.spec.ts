import { parseAddresses } from './addresses.js';

describe('parseAddresses', () => {
  it.each([
    ['plain', 'anna@urzad.example', [{ address: 'anna@urzad.example', name: '' }]],
    [
      'with a name',
      'Anna Przykładowa <Anna@Urzad.Example>',
      [{ address: 'anna@urzad.example', name: 'Anna Przykładowa' }],
    ],
    [
      'encoded name',
      '=?utf-8?Q?Anna_Przyk=C5=82adowa?= <anna@urzad.example>',
      [{ address: 'anna@urzad.example', name: 'Anna Przykładowa' }],
    ],
    [
      'encoded name in quotes',
      '"=?utf-8?Q?Anna?=" <anna@urzad.example>',
      [{ address: 'anna@urzad.example', name: 'Anna' }],
    ],
    ['unquoted comma', 'Testowy, Jan <jan@urzad.example>', [{ address: 'jan@urzad.example', name: 'Testowy, Jan' }]],
    [
      'two',
      'a@urzad.example, "B, C" <b@urzad.example>',
      [
        { address: 'a@urzad.example', name: '' },
        { address: 'b@urzad.example', name: 'B, C' },
      ],
    ],
    [
      'a group',
      'zespół: a@urzad.example, b@urzad.example;',
      [
        { address: 'a@urzad.example', name: '' },
        { address: 'b@urzad.example', name: '' },
      ],
    ],
    ['hidden in a word', '=?utf-8?Q?Jan_<jan=40urzad.example>?=', [{ address: 'jan@urzad.example', name: 'Jan' }]],
    ['a lost bracket', 'Jan jan@urzad.example>', [{ address: 'jan@urzad.example', name: 'Jan' }]],
    ['brackets too many', 'Jan <<jan@urzad.example>>', [{ address: 'jan@urzad.example', name: 'Jan' }]],
    ['a link of a mail program', '[mailto:jan@urzad.example]', [{ address: 'jan@urzad.example', name: '' }]],
    ['no address', 'Anna Przykładowa', []],
    ['empty', '', []],
    ['undisclosed', 'undisclosed-recipients:;', []],
    ['address as name', '"jan@urzad.example" <jan@urzad.example>', [{ address: 'jan@urzad.example', name: '' }]],
    [
      'another address as name',
      '"szef@urzad.example" <obcy@example.net>',
      [{ address: 'obcy@example.net', name: 'szef@urzad.example' }],
    ],
    [
      'CR LF in the name',
      '=?utf-8?Q?Jan=0D=0AX:_y?= <jan@urzad.example>',
      [{ address: 'jan@urzad.example', name: 'Jan X: y' }],
    ],
    ['comment', 'jan@urzad.example (Jan Testowy)', [{ address: 'jan@urzad.example', name: 'Jan Testowy' }]],
  ])('reads %s', (_, raw, expected) => {
    expect(parseAddresses(Buffer.from(raw).toString('latin1'))).toEqual(expected);
  });

  it.each(['(', '<', '"a', 'a b <', '@', ', '])('does not hang on two hundred thousand characters of %s', (piece) => {
    expect(() => parseAddresses(piece.repeat(200_000 / piece.length))).not.toThrow();
  });
});
