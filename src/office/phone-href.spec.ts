import { phoneHref } from './phone-href.js';

it.each([
  ['62 700 10 20', 'tel:+48627001020'],
  ['(62) 700-10-20 wew. 15', 'tel:+48627001020'],
  ['+48 62 700 10 20', 'tel:+48627001020'],
  ['+49 30 1234567', 'tel:+49301234567'],
  ['112', 'tel:112'],
])('%s → %s', (phone, href) => {
  expect(phoneHref(phone)).toBe(href);
});
