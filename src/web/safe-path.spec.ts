import { safePath } from './safe-path.js';

it.each(['/', '/tickets/ZG-2026-000001', '/tickets?q=drukarka&page=2', '/form/WF'])(
  '%s is a place to go on to',
  (path) => {
    expect(safePath(path)).toBe(path);
  },
);

it.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/tickets\\..\\evil',
  '/\t/evil.example',
  '/\0',
  '/tickets\r\nSet-Cookie: a=b',
  'javascript:alert(1)',
  'tickets',
  '/sign-in?next=/sign-in',
  '/sign-out',
  `/${'a'.repeat(1001)}`,
  ['/tickets', '/tickets'],
  undefined,
])('%j is not: the way leads home', (path) => {
  expect(safePath(path)).toBe('/');
});
