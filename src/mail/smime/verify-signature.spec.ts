import { addressesOf } from './verify-signature.js';

describe('addressesOf', () => {
  it.each([
    ['a name of its own', 'email:Jan@urzad.example, DNS:x.example', ['jan@urzad.example']],
    ['after another', 'DNS:x.example, email:jan@urzad.example', ['jan@urzad.example']],
    ['inside an address of the web', 'URI:https://x.example/email:szef@urzad.example', []],
    ['inside a quoted name', 'URI:"https://x.example/, email:szef@urzad.example"', []],
    [
      'behind an escaped quote',
      String.raw`URI:"a\", email:szef@urzad.example", email:jan@x.example`,
      ['jan@x.example'],
    ],
    ['none', undefined, []],
  ])('%s', (_, subjectAltName, addresses) => {
    expect(addressesOf({ subject: 'CN=Jan', subjectAltName })).toEqual(addresses);
  });

  it('takes the address in the subject too', () => {
    expect(addressesOf({ subject: 'CN=Jan\nemailAddress=jan@urzad.example', subjectAltName: undefined })).toEqual([
      'jan@urzad.example',
    ]);
  });
});
