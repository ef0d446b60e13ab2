import { MailTokens } from './mail-tokens.js';

const OLD = 'o'.repeat(40);
const NEW = 'n'.repeat(40);
const tokens = new MailTokens([NEW, OLD], 'urzad.example');

describe('MailTokens', () => {
  it('gives a row the same id every time', () => {
    expect(tokens.messageId({ kind: 'n', id: 7 })).toBe(tokens.messageId({ kind: 'n', id: 7 }));
    expect(tokens.messageId({ kind: 'n', id: 7 })).not.toBe(tokens.messageId({ kind: 'n', id: 8 }));
    expect(tokens.messageId({ kind: 'n', id: 7 })).toMatch(/^<zg-n7\.[a-z2-7]{4}\.[a-z2-7]{16}@urzad\.example>$/);
  });

  it.each([
    ['its own Message-ID', tokens.messageId({ kind: 'n', id: 7 })],
    ['an upper-cased one', tokens.messageId({ kind: 'n', id: 7 }).toUpperCase()],
    ['a reply address', tokens.replyAddress('helpdesk@urzad.example', { kind: 'n', id: 7 })],
    ['one signed with an older secret', new MailTokens([OLD], 'urzad.example').messageId({ kind: 'n', id: 7 })],
  ])('verifies %s', (_, id) => {
    expect(tokens.verify(id)).toEqual({ kind: 'n', id: 7 });
  });

  it.each([
    ['another row', tokens.messageId({ kind: 'n', id: 7 }).replace('n7', 'n8')],
    ['another kind', tokens.messageId({ kind: 'n', id: 7 }).replace('n7', 't7')],
    ['an unknown secret', new MailTokens(['x'.repeat(40)], 'urzad.example').messageId({ kind: 'n', id: 7 })],
    ['a foreign id', '<abc@urzad.example>'],
    ['nothing', ''],
  ])('refuses %s', (_, id) => {
    expect(tokens.verify(id)).toBeNull();
  });
});
