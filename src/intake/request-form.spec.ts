import { readForm } from '../rendering/forms.js';
import { messageText, phoneForm, requestForm } from './request-form.js';

const filled = {
  email: ' Anna@Urzad.example ',
  name: 'Anna Przykładowa',
  unit: 'WF',
  room: '112',
  phone: '62 700 10 20 wew. 15',
  asset: '',
  category: '',
  subject: 'Drukarka nie drukuje',
  description: 'Miga lampka.\r\nOd rana.',
  impact: 'PERSON',
  website: '',
  token: '4b6a2f0e-3c46-4e0f-9a57-2f1f6f0f3f55',
};
const errorsOf = (over: Record<string, unknown>) => readForm(requestForm, { ...filled, ...over }).errors;

it('reads what was typed', () => {
  const form = readForm(requestForm, filled);
  expect(form.ok && form.data).toMatchObject({
    email: 'anna@urzad.example',
    description: 'Miga lampka.\nOd rana.',
    blocked: false,
    token: filled.token,
  });
});

it.each([
  ['no address', { email: '' }, 'email'],
  ['half an address', { email: 'anna@' }, 'email'],
  ['no unit', { unit: '' }, 'unit'],
  ['no subject', { subject: '  ' }, 'subject'],
  ['no description', { description: ' \r\n ' }, 'description'],
  ['an unknown category', { category: 'OTHER' }, 'category'],
  ['nobody concerned', { impact: undefined }, 'impact'],
  ['words for a telephone', { phone: 'proszę nie dzwonić' }, 'phone'],
  ['a filled trap', { website: 'http://spam.example' }, ''],
  ['an identity number', { description: 'PESEL 44051401359' }, 'description'],
  ['one in the subject', { subject: 'sprawa 44051401359' }, 'description'],
])('refuses %s', (_case, over, field) => expect(Object.keys(errorsOf(over))).toEqual([field]));

it('takes an identity number that was said to be needed, and eleven digits that are none', () => {
  expect(errorsOf({ description: 'PESEL 44051401359', allowPesel: 'on' })).toEqual({});
  expect(errorsOf({ description: 'nr seryjny 12345678901' })).toEqual({});
});

it('gives a form without a token of ours a new one', () => {
  const form = readForm(requestForm, { ...filled, token: "' OR 1=1" });
  expect(form.ok && form.data.token).toMatch(/^[0-9a-f-]{36}$/);
});

it('asks a caller for a name or a person of the directory', () => {
  const { email: _email, website: _website, ...call } = filled;
  expect(readForm(phoneForm, { ...call, name: '', person: '' }).errors).toHaveProperty('name');
  expect(readForm(phoneForm, { ...call, name: 'Anna', person: '', unit: '' }).errors).toHaveProperty('unit');
  expect(readForm(phoneForm, { ...call, name: '', unit: '', person: 'anna@urzad.example' }).errors).toEqual({});
});

it('says in the message what no column holds', () => {
  const form = readForm(requestForm, { ...filled, blocked: 'on' });
  expect(form.ok && messageText(form.data, 'BOI')).toBe(
    'Miga lampka.\nOd rana.\n\nKomórka: WF\nPokój: 112\nTelefon: 62 700 10 20 wew. 15\nPraca wstrzymana: tak',
  );
});

it('does not repeat the unit that the directory knows', () => {
  const form = readForm(requestForm, { ...filled, room: '', phone: '' });
  expect(form.ok && messageText(form.data, 'WF')).toBe('Miga lampka.\nOd rana.');
});
