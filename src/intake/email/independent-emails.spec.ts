import { independentEmails } from './independent-emails.js';

const mail = (
  fingerprint: string,
  messageId: string | null,
  more: { inReplyTo?: string[]; references?: string[] } = {},
) => ({
  mail: { fingerprint, messageId, inReplyTo: [], references: [], ...more },
});
const FIRST = mail('f1', '<1@x>');

it.each([
  ['strangers are', [FIRST, mail('f2', '<2@x>'), mail('f3', null), mail('f4', null)], [0, 1, 2, 3]],
  ['a copy is not', [FIRST, mail('f1', '<1@x>')], [0]],
  ['the same Message-ID with other content is not', [FIRST, mail('f2', '<1@x>')], [0]],
  ['an answer to an earlier one is not', [FIRST, mail('f2', '<2@x>', { inReplyTo: ['<1@x>'] })], [0]],
  ['a reference to an earlier one is not', [FIRST, mail('f2', '<2@x>', { references: ['<0@x>', '<1@x>'] })], [0]],
  [
    'what depends on a dependent one is not',
    [FIRST, mail('f1', '<2@x>'), mail('f3', '<3@x>', { inReplyTo: ['<2@x>'] })],
    [0],
  ],
  ['an answer that came before its question is', [mail('f2', '<2@x>', { inReplyTo: ['<1@x>'] }), FIRST], [0, 1]],
])('%s independent', (_, emails, expected) => {
  expect(independentEmails(emails)).toEqual(expected.map((index) => emails[index]));
});
