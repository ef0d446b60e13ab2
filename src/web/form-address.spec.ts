import { filledIn, pageOfForm } from './form-address.js';

const PAGES = new Set([
  '/',
  '/tickets',
  '/tickets/:number',
  '/repair-protocols/:id',
  '/repair-protocols/:id/edit',
  '/purchase-requests/:id',
  '/purchase-requests/:id/acceptances/new',
  '/inbound-emails',
  '/inbound-emails/:id',
]);

it.each([
  ['a part of a page leads to it', '/tickets/:number/replies', '/tickets/:number'],
  ['the nearest page counts', '/repair-protocols/:id/edit/rows', '/repair-protocols/:id/edit'],
  ['a form of its own is preferred', '/purchase-requests/:id/acceptances', '/purchase-requests/:id/acceptances/new'],
  ['a page about another thing is passed over', '/inbound-emails/quarantined/attempts', '/inbound-emails'],
  ['a form that belongs nowhere leads home', '/sign-out', '/'],
])('%s: %s', (_rule, form, page) => {
  expect(pageOfForm(form, PAGES)).toBe(page);
});

it('what a pattern leaves open is filled in, whatever it holds', () => {
  expect(filledIn('/tickets/:number', { number: '../evil?x' })).toBe('/tickets/..%2Fevil%3Fx');
});
