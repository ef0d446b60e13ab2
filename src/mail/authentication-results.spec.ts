import { authenticationResults, senderVerdict } from './authentication-results.js';

const header = (value: string) => ({ name: 'authentication-results', value });
const OURS = 'mx.urzad.example';

describe('authenticationResults', () => {
  it.each([
    [
      'one line',
      [header('mx.urzad.example; spf=pass smtp.mailfrom=a@b; dkim=fail (bad; key); dmarc=fail')],
      { dmarc: 'fail', spf: 'pass', dkim: 'fail' },
    ],
    [
      'a version behind the name',
      [header('MX.urzad.example 1; spf=softfail')],
      { dmarc: null, spf: 'softfail', dkim: null },
    ],
    [
      'several headers',
      [header('mx.urzad.example; spf=fail'), header('mx.urzad.example; dkim=pass')],
      { dmarc: null, spf: 'fail', dkim: 'pass' },
    ],
    [
      'several signatures',
      [header('mx.urzad.example; dkim=fail; dkim=pass')],
      { dmarc: null, spf: null, dkim: 'pass' },
    ],
    ['nothing checked', [header('mx.urzad.example; none')], { dmarc: null, spf: null, dkim: null }],
    ['a header of another server', [header('mx.obcy.example; dmarc=pass')], null],
    ['a server that only begins alike', [header('mx.urzad.example.obcy.example; dmarc=pass')], null],
    ['no header', [{ name: 'subject', value: 'mx.urzad.example; dmarc=pass' }], null],
  ])('%s', (_, headers, results) => {
    expect(authenticationResults(headers, OURS)).toEqual(results);
  });
});

describe('senderVerdict', () => {
  it.each([
    ['dmarc decides', { dmarc: 'pass', spf: 'fail', dkim: 'fail' }, 'pass'],
    ['dmarc decides against', { dmarc: 'fail', spf: 'pass', dkim: 'pass' }, 'fail'],
    ['a signature makes a forward good', { dmarc: null, spf: 'fail', dkim: 'pass' }, 'pass'],
    ['a forgery', { dmarc: 'none', spf: 'fail', dkim: 'none' }, 'fail'],
    ['a doubtful origin', { dmarc: null, spf: 'softfail', dkim: null }, 'fail'],
    ['only the path is known', { dmarc: null, spf: 'pass', dkim: null }, 'pass'],
    ['nothing is known', { dmarc: null, spf: 'none', dkim: null }, 'unknown'],
  ])('%s', (_, results, verdict) => {
    expect(senderVerdict(results)).toBe(verdict);
  });
});
