import { misspelt, nearest } from './foreign-names.js';

const OURS = [
  'PORT',
  'HOST',
  'DATABASE_URL',
  'MAIL_FROM',
  'IMAP_URL',
  'IMAP_SINCE',
  'SMTP_INTAKE_PORT',
  'HELPDESK_ADDRESSES',
];

it.each([
  ['SMTP_INTAKE_PROT', 'SMTP_INTAKE_PORT'],
  ['SMTP_INTAKEPORT', 'SMTP_INTAKE_PORT'],
  ['HELPDESK_ADRESSES', 'HELPDESK_ADDRESSES'],
  ['HELPDESK_ADDRESS', 'HELPDESK_ADDRESSES'],
  ['IMAP_SINCE_DATE', 'IMAP_SINCE'],
  ['DATABASE_URI', 'DATABASE_URL'],
])('in the environment, %s is a misspelt %s', (name, meant) => {
  expect(misspelt([name], OURS)).toEqual([[name, meant]]);
});

it.each(['PORT', 'POST', 'HOME', 'HOSTNAME', 'SMTP_PORT', 'DATABASE_HOST', 'HTTP_URL', 'MAILFROM', 'PATH', 'IMAP_URL'])(
  'in the environment, %s is none of our business, or ours',
  (name) => {
    expect(misspelt([name], OURS)).toEqual([]);
  },
);

it.each([
  ['PROT', 'PORT'],
  ['port', 'PORT'],
  ['IMAP_SINCE_DATE', 'IMAP_SINCE'],
  ['IMAP_PASSWORD', undefined],
  ['COLOUR', undefined],
])('for %s in a file of settings, %s was meant', (name, meant) => {
  expect(nearest(name, OURS)).toBe(meant);
});
