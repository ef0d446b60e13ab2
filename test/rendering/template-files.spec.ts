import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../src/common/project-root.js';
import { createHelpers } from '../../src/rendering/helpers.js';
import { Templates } from '../../src/rendering/templates.js';

const FOLDER = join(PROJECT_ROOT, 'templates');
const files = filesOf('templates', '.hbs');

function filesOf(folder: string, extension: string): { name: string; source: string }[] {
  return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => ({ name, source: readFileSync(join(PROJECT_ROOT, folder, name), 'utf8') }));
}

it('every template compiles, with known helpers and with what its partials take', () => {
  const made = new Templates(FOLDER, createHelpers({ timeZone: 'Europe/Warsaw', asset: () => '' }));
  expect(made.names.length).toBe(files.length);
});

it('every partial says what it is and what it takes', () => {
  const silent = files.filter(({ name, source }) => name.startsWith('partials/') && !source.startsWith('{{!--'));
  expect(silent.map(({ name }) => name)).toEqual([]);
});

it('the pattern page shows every partial, save those of one module, which lie in its folder', () => {
  const calls = new Map(
    files.map(({ name, source }) => [
      name.replace(/\.hbs$/, '').replace(/^partials\//, ''),
      [...source.matchAll(/\{\{#?>\s*([\w/-]+)/g)].map(([, called = '']) => called),
    ]),
  );
  const shown = new Set<string>();
  const walk = (name: string) => {
    if (shown.has(name)) return;
    shown.add(name);
    calls.get(name)?.forEach(walk);
  };
  walk('pages/patterns/index');
  const partials = files.filter(({ name }) => /^partials\/[^/]+$/.test(name)).map(({ name }) => name.slice(9, -4));
  expect(partials.filter((name) => !shown.has(name))).toEqual([]);
});

it('every icon that is named exists', () => {
  const sprite = readFileSync(join(FOLDER, 'assets', 'icons.svg'), 'utf8');
  const icons = new Set([...sprite.matchAll(/<symbol id="([^"]+)"/g)].map(([, id]) => id));
  const named = [
    ...files.flatMap(({ source }) => [
      ...source.matchAll(/\{\{> icon name="([^"]+)"/g),
      ...source.matchAll(/[iI]con="([^"]+)"/g),
    ]),
    ...filesOf('src', '.ts').flatMap(({ source }) => [...source.matchAll(/\bicon: '([^']+)'/g)]),
  ].map(([, name]) => name);
  expect([...new Set(named)].filter((name) => !icons.has(name))).toEqual([]);
});

it('no template has what the content security policy forbids', () => {
  const pages = files.filter(({ name }) => !name.startsWith('emails/') && name !== 'layouts/email.hbs');
  const inline = pages.filter(({ source }) => /<script(?![^>]* src=)|<style|\sstyle=|\son\w+="/.test(source));
  expect(inline.map(({ name }) => name)).toEqual([]);
});
