/**
 * Where a form stands, for an address that only takes it: the page a person comes to who opens or reloads that address.
 * @param form pattern of the address, e.g. `/tickets/:number/replies`
 * @param pages patterns of all pages
 * @returns the pattern of the page with the empty form, else of the nearest one above, e.g. `/tickets/:number`
 */
export function pageOfForm(form: string, pages: ReadonlySet<string>): string {
  if (pages.has(`${form}/new`)) return `${form}/new`;
  const above = form.slice(0, form.lastIndexOf('/'));
  if (!above || pages.has(above)) return above || '/';
  return pageOfForm(above, pages);
}

/** @returns the address of a page, with what its pattern leaves open */
export function filledIn(pattern: string, parameters: Readonly<Record<string, string>>): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}
