import Handlebars from 'handlebars';
import { checkCall, type Parameters } from './template-parameters.js';

const CALLER = 'caller';

/**
 * Gives templates the scope that a reader expects: a partial sees what it is given and nothing else, while a block written
 * between the tags of a partial keeps the context of the page it stands in.
 *
 * Handlebars by itself lets a partial see everything around its call, so that a page's `title` would silently fill an optional
 * `title` of a partial. The rewriting is: `{{> field name="x"}}` runs in an empty context plus its parameters; a call with a
 * block also passes the context of the page as `caller`; `{{> @partial-block}}` and slots (inline partials of the page) run in it.
 * A name alone is always a field and a name with arguments always a helper, so that a field may be called `label` or `date`.
 * @throws Error when a partial is called with parameters that it does not take, or without those that it needs
 */
export function parseScoped(source: string, known: KnownNames): hbs.AST.Program {
  const program = Handlebars.parse(source);
  const inlines = new InlineNames();
  inlines.accept(program);
  new Scoping(known, inlines.names).accept(program);
  return program;
}

export interface KnownNames {
  /** Templates of ours with what they take (null: not said); any other name is a slot that a page may fill. */
  files: ReadonlyMap<string, Parameters | null>;
  isHelper: (name: string) => boolean;
}

class InlineNames extends Handlebars.Visitor {
  readonly names = new Set<string>();

  override DecoratorBlock(block: hbs.AST.DecoratorBlock): void {
    const [name] = block.params as hbs.AST.StringLiteral[];
    if (block.path.original === 'inline' && name) this.names.add(name.value);
    super.DecoratorBlock(block);
  }
}

class Scoping extends Handlebars.Visitor {
  constructor(
    private readonly known: KnownNames,
    private readonly ownInlines: ReadonlySet<string>,
  ) {
    super();
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { path: name, params, hash } = mustache;
    if (isPath(name) && !name.data && params.length === 0 && !hash && this.known.isHelper(name.original)) {
      name.original = `this.${name.original}`;
    }
    super.MustacheStatement(mustache);
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    this.scope(partial);
    super.PartialStatement(partial);
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    this.scope(partial);
    if (this.isFile(partial)) {
      partial.hash ??= { type: 'Hash', pairs: [], loc: partial.loc };
      partial.hash.pairs.push({
        type: 'HashPair',
        key: CALLER,
        value: path([], 'this', partial.loc),
        loc: partial.loc,
      });
    }
    super.PartialBlockStatement(partial);
  }

  private scope(partial: PartialCall): void {
    const name = nameOf(partial);
    if (partial.params.length > 0 || this.ownInlines.has(name)) return;
    const parameters = this.known.files.get(name);
    // The parser leaves the hash out when there is none.
    const given = ((partial.hash as hbs.AST.Hash | undefined)?.pairs ?? []).map(({ key }) => key);
    if (parameters) checkCall(name, parameters, given);
    partial.params = this.isFile(partial)
      ? [{ type: 'UndefinedLiteral', loc: partial.loc }]
      : [path([CALLER], CALLER, partial.loc)];
  }

  /** A dynamic name chooses among files. */
  private isFile(partial: PartialCall): boolean {
    return partial.name.type !== 'PathExpression' || this.known.files.has(nameOf(partial));
  }
}

type PartialCall = hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement;

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

function nameOf(partial: PartialCall): string {
  return partial.name.type === 'PathExpression' ? String(partial.name.original) : '';
}

function path(parts: string[], original: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  return { type: 'PathExpression', data: false, depth: 0, parts, original, loc };
}
