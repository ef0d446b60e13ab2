import { followersOf, isInternal, senderOf, withoutDetail } from './sender-of.js';

const anna = { address: 'anna@urzad.example', name: 'Anna' };
const jan = { address: 'jan@urzad.example', name: 'Jan' };
const outsider = { address: 'x@example.net', name: '' };

describe('senderOf', () => {
  it.each([
    ['From', { from: [anna], sender: jan, replyTo: [outsider] }, anna],
    ['Sender', { from: [], sender: jan, replyTo: [outsider] }, jan],
    ['Reply-To', { from: [], sender: null, replyTo: [outsider] }, outsider],
    ['the envelope', { from: [], sender: null, replyTo: [] }, { address: 'envelope@urzad.example', name: '' }],
  ])('takes %s', (_, mail, sender) => {
    expect(senderOf(mail, 'envelope@urzad.example')).toEqual(sender);
  });

  it('knows nobody without any', () => {
    expect(senderOf({ from: [], sender: null, replyTo: [] }, '')).toBeNull();
  });
});

it.each([
  ['anna@urzad.example', true],
  ['anna@evil-urzad.example', false],
  ['anna@urzad.example.net', false],
  ['anna@sub.urzad.example', false],
])('%s is internal: %s', (address, expected) => {
  expect(isInternal(address, ['urzad.example'])).toBe(expected);
});

it('strips the detail of a plus-address', () => {
  expect(withoutDetail('helpdesk+zg-t1.a.b@urzad.example')).toBe('helpdesk@urzad.example');
});

describe('followersOf', () => {
  const office = {
    sender: anna.address,
    helpdeskAddresses: ['helpdesk@urzad.example'],
    internalDomains: ['urzad.example'],
  };
  it('takes colleagues, not the helpdesk, the sender or outsiders', () => {
    const mail = { to: [{ address: 'helpdesk+a@urzad.example', name: '' }, jan], cc: [anna, outsider, jan] };
    expect(followersOf(mail, office)).toEqual([jan]);
  });
  it('takes twenty at most', () => {
    const to = Array.from({ length: 50 }, (_, index) => ({ address: `p${index}@urzad.example`, name: '' }));
    expect(followersOf({ to, cc: [] }, office)).toHaveLength(20);
  });
});
