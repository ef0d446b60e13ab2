import type { ProcessRole } from '../config/config.js';
import { mailboxState, readiness, stateOfError } from './readiness.js';

const ALL: ProcessRole[] = ['web', 'jobs', 'intake'];

describe('a process is', () => {
  it.each<[string, ProcessRole[], string[], string]>([
    ['up when nothing is down', ALL, [], 'up'],
    ['down without its database, whatever it does', ['web'], ['database'], 'down'],
    ['down without the queue when it works on jobs', ['jobs'], ['queue'], 'down'],
    ['degraded without the mail server: mail waits', ALL, ['smtp'], 'degraded'],
    ['degraded without a mailbox: mail waits there', ['intake'], ['mailbox-1'], 'degraded'],
    ['degraded when the disk fills up', ['web'], ['disk'], 'degraded'],
    ['down when both kinds are down', ALL, ['smtp', 'database'], 'down'],
  ])('%s', (_, roles, down, expected) => {
    const names = ['database', 'queue', 'smtp', 'mailbox-1', 'disk'];
    const states = names.map((name) => [name, { status: down.includes(name) ? 'down' : 'up' }] as const);

    expect(readiness(roles, Object.fromEntries(states))).toBe(expected);
  });
});

describe('a mailbox is', () => {
  const NOW = new Date('2026-11-24T12:00:00Z');
  const ago = (minutes: number) => new Date(+NOW - minutes * 60_000);

  it.each([
    ['up after a good look', { lastPolledAt: ago(1), lastError: null }, { status: 'up' }],
    ['down when the last look failed', { lastPolledAt: ago(1), lastError: 'no' }, { status: 'down', error: 'failed' }],
    [
      'down when nobody looks any more',
      { lastPolledAt: ago(6), lastError: null },
      { status: 'down', error: 'not-read' },
    ],
    ['down before the first look', { lastPolledAt: null, lastError: null }, { status: 'down', error: 'not-read' }],
  ])('%s', (_, mailbox, expected) => {
    const state = mailboxState({ name: 'Pomoc', ...mailbox }, NOW);

    expect(state).toMatchObject({ ...expected, name: 'Pomoc', lastReadAt: mailbox.lastPolledAt });
  });
});

it.each([
  [Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:25'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [new Error('not connected yet'), 'not-connected'],
  [new Error('something else'), 'failed'],
])('%s is told as a code', (error, code) => {
  expect(stateOfError(error)).toMatchObject({ status: 'down', error: code, message: expect.stringMatching(/./) });
});
