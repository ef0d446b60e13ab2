import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHelpers } from '../../src/rendering/helpers.js';
import { Templates } from '../../src/rendering/templates.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'templates-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function templates(files: Record<string, string>): Templates {
  for (const [name, source] of Object.entries(files)) {
    const path = join(folder, `${name}.hbs`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
  }
  return new Templates(folder, createHelpers({ timeZone: 'Europe/Warsaw', asset: (name) => `/static/${name}` }));
}

const HINTED = '{{!-- @param name @param [hint] @param [kind=text] --}}<{{name}}|{{hint}}|{{kind}}>';

describe('templates', () => {
  it('a name that the view lacks is an error', () => {
    const made = templates({ 'pages/a': '{{title}}' });
    expect(made.render('pages/a', { title: 'x' })).toBe('x');
    expect(() => made.render('pages/a', {})).toThrow('"title" not defined');
  });

  it('a partial sees its parameters and nothing of the page around it', () => {
    const made = templates({
      'partials/field': HINTED,
      'pages/a': '{{> field name="x"}}{{> field name=hint hint=hint kind="b"}}',
    });
    expect(made.render('pages/a', { hint: 'of the page', kind: 'c' })).toBe('<x||text><of the page|of the page|b>');
  });

  it('a block keeps the context of the page, also inside another block', () => {
    const made = templates({
      'partials/card': '{{!-- @param [title] --}}[{{title}}:{{> @partial-block}}]',
      'pages/a': '{{#> card title="1"}}{{#each items}}{{#> card}}{{this}}{{../title}}{{/card}}{{/each}}{{/card}}',
    });
    expect(made.render('pages/a', { title: 'page', items: ['a', 'b'] })).toBe('[1:[:apage][:bpage]]');
  });

  it('a slot is filled by the page and runs in its context', () => {
    const made = templates({
      'layouts/page': '{{!-- @param title --}}{{#> aside}}nothing{{/aside}}|{{> @partial-block}}',
      'pages/a': '{{#> layouts/page title="t"}}{{#*inline "aside"}}{{name}}{{/inline}}main{{/layouts/page}}',
      'pages/b': '{{#> layouts/page title="t"}}main{{/layouts/page}}',
    });
    expect(made.render('pages/a', { name: 'n' })).toBe('n|main');
    expect(made.render('pages/b', {})).toBe('nothing|main');
  });

  it('an inline partial of a page sees what stands around it', () => {
    const made = templates({ 'pages/a': '{{#*inline "row"}}<{{name}}>{{/inline}}{{#each items}}{{> row}}{{/each}}' });
    expect(made.render('pages/a', { items: [{ name: 'a' }] })).toBe('<a>');
  });

  it('a field may have the name of a helper', () => {
    const made = templates({ 'pages/a': '{{label}} {{label "priority" code}}' });
    expect(made.render('pages/a', { label: 'Pole', code: 'HIGH' })).toBe('Pole Wysoki');
  });

  it.each([
    ['a parameter too few', '{{> field hint="x"}}', 'partial field needs name'],
    ['a parameter too many', '{{> field name="x" label="y"}}', 'partial field takes no label'],
    ['an unknown helper', '{{shout name}}', 'unknown helper shout'],
    ['broken markup', '{{#if name}}', 'Parse error'],
  ])('is refused at start: %s', (_what, source, message) => {
    expect(() => templates({ 'partials/field': HINTED, 'pages/a': source })).toThrow(message);
  });

  it('html escapes, subject and text of an e-mail do not', () => {
    const made = templates({
      'emails/received/subject': '{{text}}',
      'emails/received/text': '{{#> layouts/email-text}}{{text}}{{/layouts/email-text}}',
      'emails/received/html': '{{text}}',
      'layouts/email-text': '{{> @partial-block}}',
    });
    const view = { text: 'a & <b>' };
    expect(['subject', 'text', 'html'].map((part) => made.render(`emails/received/${part}`, view))).toEqual([
      'a & <b>',
      'a & <b>',
      'a &amp; &lt;b&gt;',
    ]);
  });
});
