import { spamVerdict } from './spam-verdict.js';

describe('spamVerdict', () => {
  it.each([
    ['x-spam-flag', 'YES'],
    ['x-spam-status', 'Yes, score=12.1 required=5.0'],
    ['x-rspamd-action', 'add header'],
    ['x-barracuda-spam-status', 'Yes, SCORE=4'],
    ['x-ms-exchange-organization-scl', '6'],
    ['x-forefront-antispam-report', 'CIP:192.0.2.1;SFV:SPM;SCL:5'],
  ])('%s: %s', (name, value) => {
    expect(spamVerdict([{ name, value }])).toContain(name);
  });

  it.each([
    ['x-spam-flag', 'NO'],
    ['x-spam-status', 'No, score=-1.1'],
    ['x-rspamd-action', 'no action'],
    ['x-ms-exchange-organization-scl', '-1'],
    ['x-spam-score', '12'],
    ['subject', 'YES'],
  ])('not %s: %s', (name, value) => {
    expect(spamVerdict([{ name, value }])).toBeNull();
  });
});
