import js from '@eslint/js';
import { existsSync, readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

/** The floors of the house, lowest first. A file imports from lower floors only; neighbours speak through events. */
const FLOORS = [
  ['common', 'config'],
  ['database', 'blobs', 'queues'],
  ['events', 'mail', 'rendering'],
  ['directory', 'calendar', 'access', 'office'],
  ['inventory'],
  ['tickets'],
  ['triage', 'repairs', 'outages', 'purchases', 'process-card'],
  ['intake'],
  ['notifications', 'kpi', 'search'],
  ['web', 'api', 'demo', 'commands'],
];

/**
 * Neighbours that may be imported, because they lie half a floor lower: settings need the words of common; jobs live in
 * the database by default; people, units and the calendar are changed by those who may.
 */
const NEIGHBOURS = {
  config: ['common'],
  queues: ['database'],
  directory: ['access'],
  calendar: ['access', 'directory'],
  office: ['access', 'calendar'],
  commands: ['web'],
};

/** Packages that one module hides from all others. */
const HIDDEN_PACKAGES = { mail: ['imapflow', 'nodemailer', 'smtp-server', 'mailparser'] };

/** What a pure decision has no use for. A file with a spec beside it claims to be one. */
const IMPURE =
  '^(@nestjs/|typeorm$|pg$|bullmq$|ioredis$|fastify$|node:(fs|net|http|child_process))|/common/clock\\.js$';

export default tseslint.config(
  { ignores: ['dist/', 'data/', '.cache/', 'coverage/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off', // an interface may ask for a promise
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  ...FLOORS.flat().flatMap(moduleConfigs),
  {
    files: ['test/**/*.ts', '**/*.spec.ts'],
    rules: {
      // Answers of servers are checked by the expectations themselves.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  { files: ['test/**/*.ts', '**/*.spec.ts', 'migrations/*.ts'], rules: { 'max-lines': 'off' } }, // tables of cases and first rows
  {
    files: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo)$/]',
          message: 'Every test runs, everywhere.',
        },
      ],
    },
  },
  {
    files: ['templates/assets/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: Object.fromEntries(
        [
          'addEventListener',
          'BroadcastChannel',
          'clearTimeout',
          'CustomEvent',
          'document',
          'EventSource',
          'htmx',
          'localStorage',
          'location',
        ]
          .concat(['navigator', 'print', 'setTimeout', 'URL', 'window'])
          .map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['console', 'fetch', 'globalThis', 'process', 'setTimeout', 'URL'].map((name) => [name, 'readonly']),
      ),
    },
  },
);

function moduleConfigs(name) {
  const floor = FLOORS.findIndex((modules) => modules.includes(name));
  const allowed = [...FLOORS.slice(0, floor).flat(), name, ...(NEIGHBOURS[name] ?? [])];
  const isTop = floor === FLOORS.length - 1;
  const forbidden = isTop ? [] : FLOORS.flat().filter((other) => !allowed.includes(other));
  const patterns = [
    ...(isTop ? [] : [direction([...forbidden, 'app\\.module\\.js$', 'main\\.js$', 'cli\\.js$'], name)]),
    ...Object.entries(HIDDEN_PACKAGES)
      .filter(([owner]) => owner !== name)
      .map(([owner, packages]) => ({
        regex: `^(${packages.join('|')})(/|$)`,
        message: `Only src/${owner}/ knows this package.`,
      })),
  ];
  const pure = {
    regex: IMPURE,
    message: 'A pure decision takes facts and returns a value: no framework, database or clock.',
  };
  const pureFiles = filesWithSpec(`src/${name}`);
  return [
    { files: [`src/${name}/**/*.ts`], ignores: ['**/*.spec.ts'], rules: restrict(patterns) },
    ...(pureFiles.length ? [{ files: pureFiles, rules: restrict([...patterns, pure]) }] : []),
  ];
}

function direction(forbidden, name) {
  return {
    regex: `^(\\.\\./)+(${forbidden.join('|')})(/|$|(?<=js))`,
    message: `src/${name}/ lies below or beside it: import downwards only, or speak through an event.`,
  };
}

function restrict(patterns) {
  return { 'no-restricted-imports': ['error', { patterns }] };
}

function filesWithSpec(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.spec.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name.replace('.spec.ts', '.ts')}`);
}
