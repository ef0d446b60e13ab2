import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { runInThisContext } from 'node:vm';
import Handlebars from 'handlebars';
import { parametersOf } from './template-parameters.js';
import { type KnownNames, parseScoped } from './template-scope.js';

export type Helpers = Record<string, Handlebars.HelperDelegate>;
type Compiled = Handlebars.TemplateDelegate;

/**
 * Every template of the program, parsed, checked and compiled at start.
 *
 * Strict: a name that the view does not have is an error, not an empty place. A partial says in its first comment what it
 * takes, and what it says is what holds: `@param name` must be given, `@param [name]` may be left out and is then null,
 * `@param [name=text]` is then that text. Partials are named by their path below `partials/`, layouts and pages by their
 * path below `templates/`.
 */
export class Templates {
  private readonly env = Handlebars.create();
  private readonly compiled = new Map<string, Compiled>();

  /**
   * @param folder the `templates` folder
   * @param helpers all helpers; a template that names another is refused here, at start
   * @throws Error naming the file, for a template that cannot be parsed or compiled
   */
  constructor(folder: string, helpers: Helpers) {
    this.env.registerHelper(helpers);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.hbs'))
      .map((file) => file.split(sep).join('/'));
    const sources = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
    const known: KnownNames = {
      files: new Map([...sources].map(([file, source]) => [nameOf(file), parametersOf(source)])),
      isHelper: (name) => Object.hasOwn(this.env.helpers, name),
    };
    for (const [file, source] of sources) {
      try {
        this.add(nameOf(file), source, known);
      } catch (error) {
        throw new Error(`template ${relative(process.cwd(), join(folder, file))}: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }
  }

  /** Names of all templates, for the test that renders each of them. */
  get names(): string[] {
    return [...this.compiled.keys()];
  }

  /**
   * @param name path below `templates/` without extension, e.g. `pages/tickets/list`
   * @param view plain data; every name the template uses must be there, null included
   * @param data what templates see as `@name`, e.g. `@layout`
   */
  render(name: string, view: object, data: Record<string, unknown> = {}): string {
    const template = this.compiled.get(name);
    if (!template) throw new Error(`no template ${name}`);
    return template(view, { data });
  }

  private add(name: string, source: string, known: KnownNames): void {
    const program = parseScoped(source, known);
    const code: unknown = this.env.precompile(program, {
      strict: true,
      knownHelpers: Object.fromEntries(Object.keys(this.env.helpers).map((helper) => [helper, true])),
      knownHelpersOnly: true,
      preventIndent: true,
      noEscape: isPlainText(name),
    });
    const compiled: unknown = runInThisContext(`(${String(code)})`, { filename: `${name}.hbs` });
    const template = this.env.template(compiled as TemplateSpecification);
    const defaults = known.files.get(name)?.optional ?? {};
    this.compiled.set(name, template);
    this.env.registerPartial(
      name,
      Object.keys(defaults).length > 0
        ? (context: object, options) => template({ ...defaults, ...context }, options)
        : template,
    );
  }
}

/** Subject and text of an e-mail are not HTML. */
function isPlainText(name: string): boolean {
  return /^emails\/[^/]+\/(subject|text)$/.test(name) || name === 'layouts/email-text';
}

function nameOf(file: string): string {
  return file.replace(/\.hbs$/, '').replace(/^partials\//, '');
}
