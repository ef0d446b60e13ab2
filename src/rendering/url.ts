/**
 * An address with query parameters; an empty value (null, '', false) removes the parameter, a list repeats it.
 * @param path may already have a query, whose parameters stay unless named
 */
export function withQuery(path: string, parameters: Record<string, unknown>): string {
  const [base = '', query = ''] = path.split('?', 2);
  const search = new URLSearchParams(query);
  for (const [name, value] of Object.entries(parameters)) {
    search.delete(name);
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null && item !== undefined && item !== '' && item !== false) search.append(name, String(item));
    }
  }
  const text = search.toString();
  return text ? `${base}?${text}` : base;
}
