import { type AlarmFacts, intakeAlarms } from './intake-alarms.js';

const NOW = new Date('2026-11-24T11:00:00Z');
const WELL = { id: 1, name: 'Helpdesk', workingMinutesSilent: 0, missing: 0 };
const facts = (more: Partial<AlarmFacts>): AlarmFacts => ({
  now: NOW,
  mailboxes: [WELL],
  oldestWaitingAt: null,
  ...more,
});
const minutesAgo = (minutes: number) => new Date(+NOW - minutes * 60_000);

it.each<[string, Partial<AlarmFacts>, unknown[]]>([
  ['all is well', {}, []],
  ['silent for a while', { mailboxes: [{ ...WELL, workingMinutesSilent: 14.9 }] }, []],
  [
    'silent too long',
    { mailboxes: [{ ...WELL, workingMinutesSilent: 15.4 }] },
    [{ kind: 'mailbox-silent', mailboxId: 1, mailbox: 'Helpdesk', minutes: 15 }],
  ],
  [
    'a message that is not here',
    { mailboxes: [WELL, { ...WELL, id: 2, name: 'Serwis', missing: 2 }] },
    [{ kind: 'mailbox-difference', mailboxId: 2, mailbox: 'Serwis', messages: 2 }],
  ],
  ['just arrived', { oldestWaitingAt: minutesAgo(9) }, []],
  ['stuck', { oldestWaitingAt: minutesAgo(75) }, [{ kind: 'waiting-long', minutes: 75 }]],
])('%s', (_, more, expected) => {
  expect(intakeAlarms(facts(more))).toEqual(expected);
});
