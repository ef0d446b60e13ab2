import { type Attempt, outcomeOf, outcomeOfError } from './delivery-outcome.js';

const AT = new Date('2026-03-10T09:00:00Z');
const MINUTE = 60_000;
const ago = (ms: number) => new Date(+AT - ms);

type Refusal = Parameters<typeof outcomeOf>[0];
const refusal = (more: Partial<Refusal>): Refusal => ({
  kind: 'temporary',
  replyCode: 451,
  status: null,
  message: 'x',
  ...more,
});
const attempt = (more: Partial<Attempt> = {}): Attempt => ({
  attempts: 1,
  refusedSince: null,
  at: AT,
  random: 0.5,
  ...more,
});

describe('what becomes of a notification that could not be sent', () => {
  it.each<[string, Partial<Refusal>, Partial<Attempt>, number]>([
    ['no server: seconds at first', { replyCode: null }, { attempts: 1 }, 4_000],
    ['no server: at most 5 minutes', { replyCode: null }, { attempts: 400 }, 5 * MINUTE],
    ['service not available is about the server', { replyCode: 421 }, { attempts: 2 }, 8_000],
    ['so is a refused sign-in', { replyCode: 535 }, { attempts: 2 }, 8_000],
    ['"later": a minute', {}, {}, MINUTE],
    ['"later" for an hour: another hour', {}, { refusedSince: ago(60 * MINUTE) }, 60 * MINUTE],
    ['"later" for a day: 4 hours', {}, { refusedSince: ago(24 * 60 * MINUTE) }, 240 * MINUTE],
    ['jitter: a fifth less', {}, { random: 0 }, 0.8 * MINUTE],
  ])('%s', (_, refused, given, waitMs) => {
    const outcome = outcomeOf(refusal(refused), attempt(given));
    expect(outcome).toMatchObject({ state: 'deferred', nextAttemptAt: new Date(+AT + waitMs) });
  });

  it('a missing server is waited for without end', () => {
    expect(
      outcomeOf(refusal({ replyCode: null }), attempt({ attempts: 5_000, refusedSince: ago(90 * 24 * 60 * MINUTE) })),
    ).toMatchObject({
      state: 'deferred',
    });
  });

  it('"later" for three days is a no', () => {
    expect(outcomeOf(refusal({}), attempt({ refusedSince: ago(72 * 60 * MINUTE) }))).toMatchObject({
      state: 'failed',
      suppressesAddress: false,
    });
  });

  it.each<[string, Partial<Refusal>, boolean]>([
    ['an unknown mailbox', { kind: 'recipient', replyCode: 550, status: '5.1.1' }, true],
    ['a closed mailbox', { kind: 'recipient', replyCode: 550, status: '5.2.1' }, true],
    ['an old server: no such user', { kind: 'recipient', replyCode: 550, message: '550 no such user' }, true],
    ['relaying denied', { kind: 'recipient', replyCode: 554, status: '5.7.1' }, false],
    ['an old server: relaying denied', { kind: 'recipient', replyCode: 550, message: '550 relaying denied' }, false],
    ['a full mailbox', { kind: 'recipient', replyCode: 552, status: '5.2.2' }, false],
    ['words that the server does not like', { kind: 'message', replyCode: 554, status: '5.7.1' }, false],
  ])('a final no: %s', (_, refused, suppressesAddress) => {
    expect(outcomeOf(refusal(refused), attempt())).toMatchObject({ state: 'failed', suppressesAddress });
  });

  it('a mistake of ours is tried again', () => {
    expect(outcomeOfError(new Error('no template'), attempt())).toMatchObject({
      state: 'deferred',
      reason: 'error: no template',
    });
  });
});
