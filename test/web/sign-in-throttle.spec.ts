import { SignInThrottle } from '../../src/web/sign-in-throttle.js';
import { csrfOf, startOffice } from '../support/running-office.js';

const NOON = new Date('2026-03-10T11:00:00Z');
const later = (minutes: number) => new Date(+NOON + minutes * 60_000);
const ME = 'naczelnik@urzad.example';
const DESK = '10.0.0.7';
const ATTACKER = '203.0.113.1';
const THROW = 1_000;

let throttle: SignInThrottle;
beforeEach(() => void (throttle = new SignInThrottle()));

/** How many of the failing attempts were let through, at most `THROW`. */
function guesses(attempt: (n: number) => [ip: string, email: string], at = NOON): number {
  return Array.from({ length: THROW }, (_, n) => throttle.take(...attempt(n), at)).filter(Boolean).length;
}

const from = (n: number) => `198.51.${n >> 8}.${n & 255}`;

describe('guessing', () => {
  it('one account from one address ends after few failures, which ten minutes forgive', () => {
    expect(guesses(() => [ATTACKER, ME])).toBe(8);
    expect(throttle.take(ATTACKER, ME.toUpperCase(), later(9))).toBe(false);
    expect(throttle.take(ATTACKER, ME, later(10))).toBe(true);
  });

  it('one account from many addresses ends too, later', () => {
    expect(guesses((n) => [from(n), ME])).toBe(100);
  });

  it('many accounts from one address ends too, later', () => {
    expect(guesses((n) => [ATTACKER, `osoba${n}@urzad.example`])).toBe(300);
  });
});

it.each([
  ['an IPv6 network', (n: number) => `2001:db8:7:1::${n.toString(16)}`],
  ['an IPv6 network, written in full', (n: number) => `2001:0db8:0007:0001:0:0:${n}:1`],
])('who has %s guesses with one address', (_what, address) => {
  expect(guesses((n) => [address(n), `osoba${n}@urzad.example`])).toBe(300);
  expect(throttle.take('2001:db8:7:1:ffff::1', ME, NOON)).toBe(false);
  expect(throttle.take('2001:db8:7:2::1', ME, NOON)).toBe(true);
  expect(throttle.take('::ffff:192.0.2.1', ME, NOON)).toBe(true);
});

describe('failing on purpose', () => {
  it('shuts nobody out who sits elsewhere', () => {
    guesses(() => [ATTACKER, ME]);
    expect(throttle.take(DESK, ME, NOON)).toBe(true);
  });

  it('behind the address of a whole office shuts out only the account it names', () => {
    guesses(() => [DESK, 'kolega@urzad.example']);
    expect(throttle.take(DESK, ME, NOON)).toBe(true);
  });

  it.each<[string, (n: number) => [string, string]]>([
    ['from many addresses', (n) => [from(n), ME]],
    ['with many accounts', (n) => [DESK, `osoba${n}@urzad.example`]],
  ])('%s shuts nobody out where they have signed in before', (_how, attempt) => {
    throttle.take(DESK, ME, NOON);
    throttle.forgive(DESK, ME, NOON);
    guesses(attempt, later(60));
    expect(throttle.take(DESK, ME, later(60))).toBe(true);
    expect(guesses(() => [DESK, ME], later(60))).toBe(7);
  });
});

it('an attempt that succeeded leaves no failure, one beside it stays', () => {
  for (let n = 0; n < 50; n += 1) {
    expect(throttle.take(DESK, ME, NOON)).toBe(true);
    throttle.forgive(DESK, ME, NOON);
  }
  throttle.take(DESK, ME, NOON);
  throttle.take(DESK, ME, NOON);
  throttle.forgive(DESK, ME, NOON);
  expect(guesses(() => [DESK, ME])).toBe(7);
});

it('given guesses side by side, then no more than few are tried, and the person at their own desk comes in', async () => {
  const office = await startOffice({ TRUST_PROXY: 'true', ROLES: 'web' });
  try {
    const { token, cookie } = await csrfOf(office.url);
    const signIn = async (ip: string, password: string) => {
      const body = new URLSearchParams({ email: ME, password, _csrf: token });
      const headers = { cookie, 'x-forwarded-for': ip };
      return (await fetch(`${office.url}/sign-in`, { method: 'POST', redirect: 'manual', headers, body })).status;
    };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => signIn(ATTACKER, `hasło${n}`)));

    expect(answers.toSorted()).toEqual([...Array<number>(8).fill(422), ...Array<number>(12).fill(429)]);
    expect(await signIn(ATTACKER, 'demo')).toBe(429);
    // What the sender writes into the header stands before what the proxy saw.
    expect(await signIn(`${DESK}, ${ATTACKER}`, 'demo')).toBe(429);
    expect(await signIn(DESK, 'demo')).toBe(303);
  } finally {
    await office.stop();
  }
}, 60_000);
