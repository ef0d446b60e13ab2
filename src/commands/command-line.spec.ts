import { parseCommandLine } from './command-line.js';

it.each([
  [['backup', 'monday'], { command: 'backup', operands: ['monday'], options: {} }],
  [
    ['report', '2025', '--pdf', 'card.pdf'],
    { command: 'report', operands: ['2025', 'card.pdf'], options: { pdf: true } },
  ],
  [
    [
      'user',
      'create',
      'jan@urzad.example',
      '--given-name=Jan',
      '--family-name',
      'T',
      '--role',
      'triage',
      '--role',
      'auditor',
    ],
    {
      command: 'user create',
      operands: ['jan@urzad.example'],
      options: { 'given-name': 'Jan', 'family-name': 'T', role: ['triage', 'auditor'] },
    },
  ],
])('%j is run', (words, expected) => {
  expect(parseCommandLine(words)).toEqual({ kind: 'run', ...expected });
});

it.each([
  [['--help'], /<command>[^]*user password/],
  [['-h'], /<command>/],
  [['backup', '--help'], /^Usage: npm run cli -- backup DIR\n.*new folder/],
  [['doctor', '-h'], /^Usage: npm run cli -- doctor\n/],
  [['user', 'create', '--help'], /^Usage: npm run cli -- user create EMAIL --given-name/],
  [['user', '--help'], /<command>/],
])('%j asks for help', (words, text) => {
  expect(parseCommandLine(words)).toEqual({ kind: 'help', text: expect.stringMatching(text) });
});

it.each([
  [[], /^Usage: npm run cli -- <command>/],
  [['docter'], /^There is no command "docter"\.[^]*<command>/],
  [['user'], /^There is no command "user"/],
  [['constructor'], /^There is no command/],
  [['doctor', '--pdf'], /Unknown option '--pdf'[^]*cli -- doctor/],
  [['backup', '--fast', 'monday'], /Unknown option '--fast'[^]*backup DIR/],
  [['restore'], /^Something is missing[^]*restore DIR/],
  [['doctor', 'now'], /^"now" is too much[^]*cli -- doctor/],
  [['user', 'create', 'jan@urzad.example'], /^--given-name is missing[^]*user create EMAIL/],
  [['token', 'create', 'jan@urzad.example', '--name', ''], /^--name is missing/],
])('%j is a mistake, and told with the right way', (words, text) => {
  expect(parseCommandLine(words)).toEqual({ kind: 'mistake', text: expect.stringMatching(text) });
});
