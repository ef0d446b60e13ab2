import { parseArgs, type ParseArgsConfig } from 'node:util';

interface Command {
  /** what stands after its name */
  syntax: string;
  /** how many words it takes beside its options */
  operands: readonly [min: number, max: number];
  options: NonNullable<ParseArgsConfig['options']>;
  /** options that it cannot do without */
  needs?: readonly string[];
  about: string;
}

const [flag, text] = [{ type: 'boolean' }, { type: 'string' }] as const;

const COMMANDS = {
  backup: {
    syntax: 'DIR',
    operands: [1, 1],
    options: {},
    about: 'the database, then the files, into a new folder; the program may run on',
  },
  demo: { syntax: '[--reset]', operands: [0, 0], options: { reset: flag }, about: 'the demo, as npm run demo' },
  doctor: {
    syntax: '',
    operands: [0, 0],
    options: {},
    about:
      'looks at database, mail servers, clock and disk, and says what to mend; ends with 1 when there is something',
  },
  import: {
    syntax: 'assets|people|units FILE [--dry-run] [--skip-rejected]',
    operands: [2, 2],
    options: { 'dry-run': flag, 'skip-rejected': flag },
    about: 'a CSV file, all of it or nothing; rejected lines are listed',
  },
  reindex: { syntax: '', operands: [0, 0], options: {}, about: 'makes all tickets ready for searching again' },
  report: {
    syntax: 'YEAR [--pdf [FILE]]',
    operands: [1, 2],
    options: { pdf: flag },
    about: 'the three indicators of a year; with --pdf the annual card, into annual-card-YEAR.pdf or FILE',
  },
  restore: {
    syntax: 'DIR',
    operands: [1, 1],
    options: {},
    about: 'a backup into an empty database, which is then brought to this version',
  },
  'token create': {
    syntax: 'EMAIL --name WHAT-FOR',
    operands: [1, 1],
    options: { name: text },
    needs: ['name'],
    about: 'prints an API token, once',
  },
  'user create': {
    syntax: 'EMAIL --given-name G --family-name F [--role R …] [--unit WO]',
    operands: [1, 1],
    options: { 'given-name': text, 'family-name': text, role: { ...text, multiple: true }, unit: text },
    needs: ['given-name', 'family-name'],
    about: 'somebody who can sign in; the password is read from the variable POGOTOWIE_PASSWORD',
  },
  'user password': {
    syntax: 'EMAIL',
    operands: [1, 1],
    options: {},
    about: 'a new password, read from the variable POGOTOWIE_PASSWORD; open sessions end',
  },
} satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;

export interface Options {
  'dry-run'?: boolean;
  'skip-rejected'?: boolean;
  pdf?: boolean;
  reset?: boolean;
  name?: string;
  'given-name'?: string;
  'family-name'?: string;
  role?: string[];
  unit?: string;
}

export type Wish =
  | { kind: 'run'; command: CommandName; operands: string[]; options: Options }
  | { kind: 'help'; text: string }
  | { kind: 'mistake'; text: string };

/** What a person wants who has written these words behind `npm run cli --`. */
export function parseCommandLine(words: readonly string[]): Wish {
  const wantsHelp = words.some((word) => word === '--help' || word === '-h');
  const command = commandOf(words);
  if (wantsHelp) return { kind: 'help', text: command ? helpOf(command) : overview() };
  const [first = ''] = words;
  if (!command)
    return { kind: 'mistake', text: first ? `There is no command "${first}".\n\n${overview()}` : overview() };
  const { operands: limits, options, needs = [] }: Command = COMMANDS[command];
  const mistake = (complaint: string): Wish => ({ kind: 'mistake', text: `${complaint}\n\n${helpOf(command)}` });
  try {
    const args = words.slice(command.split(' ').length);
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    const missing = needs.find((name) => !values[name]);
    if (positionals.length < limits[0]) return mistake('Something is missing.');
    if (positionals.length > limits[1]) return mistake(`"${positionals[limits[1]]}" is too much.`);
    if (missing) return mistake(`--${missing} is missing.`);
    return { kind: 'run', command, operands: positionals, options: values };
  } catch (error) {
    return mistake((error as Error).message);
  }
}

/** Two words name a command of two words, whatever options follow. */
function commandOf([first = '', second = '']: readonly string[]): CommandName | undefined {
  return [first, `${first} ${second}`].find((name): name is CommandName => Object.hasOwn(COMMANDS, name));
}

function helpOf(name: CommandName): string {
  const { syntax, about } = COMMANDS[name];
  return `Usage: npm run cli -- ${`${name} ${syntax}`.trim()}\n  ${about}`;
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { syntax, about }]) => `  ${`${name} ${syntax}`.trim()}\n      ${about}`,
  );
  return ['Usage: npm run cli -- <command>', '', ...lines].join('\n');
}
