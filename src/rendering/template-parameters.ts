/** What a partial takes, as its first comment says. */
export interface Parameters {
  required: ReadonlySet<string>;
  /** Name and what it is when it is left out. */
  optional: Readonly<Record<string, string | null>>;
}

/**
 * Reads `@param name`, `@param [name]` and `@param [name=text]` from the first comment of a template.
 * @returns null when the template says nothing of parameters
 */
export function parametersOf(source: string): Parameters | null {
  const [, comment] = /^\{\{!--([\s\S]*?)--\}\}/.exec(source) ?? [];
  if (!comment) return null;
  const required = [...comment.matchAll(/@param (\w+)/g)].map(([, name = '']) => name);
  const optional = [...comment.matchAll(/@param \[(\w+)(?:=([^\]]*))?\]/g)].map(
    ([, name = '', value]): [string, string | null] => [name, value ?? null],
  );
  return { required: new Set(required), optional: Object.fromEntries(optional) };
}

/** @throws Error when a call gives what the partial does not take, or leaves out what it needs */
export function checkCall(partial: string, { required, optional }: Parameters, given: readonly string[]): void {
  const unknown = given.filter((name) => !required.has(name) && !Object.hasOwn(optional, name));
  const missing = [...required].filter((name) => !given.includes(name));
  if (unknown.length > 0) throw new Error(`partial ${partial} takes no ${unknown.join(', ')}`);
  if (missing.length > 0) throw new Error(`partial ${partial} needs ${missing.join(', ')}`);
}
