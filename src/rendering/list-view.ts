import { withQuery } from './url.js';

export type SortDirection = 'asc' | 'desc';

export interface ListColumn {
  id: string;
  label: string;
  /** The column can order the list; its id is then the value of `sort`. */
  sortable?: boolean;
  /** `num` to the right, `cell-fit` as narrow as its text */
  class?: string;
}

export interface ListFilter {
  name: string;
  label: string;
  kind: 'select' | 'search' | 'date';
  /** Of a select. */
  options?: readonly { value: string; label: string }[];
  /** The first choice of a select, which filters nothing. */
  any?: string;
  /** Hidden in the filter bar, but still shown as a chip when it is set (e.g. reached by a link). */
  chipOnly?: boolean;
}

export interface ListSpec {
  /** Path of the page, e.g. `/tickets`. */
  path: string;
  /** The query of the request; other parameters than those of the list are dropped. */
  query: Readonly<Record<string, unknown>>;
  columns: readonly ListColumn[];
  filters?: readonly ListFilter[];
  /** The order in use, also when the query names none. */
  sort?: { by: string; direction: SortDirection };
  /** How many rows are shown. */
  count: number;
  /** Where the next page starts; null on the last one. */
  nextCursor?: string | null;
}

export interface ListView {
  path: string;
  columns: { label: string; class: string | null; href: string | null; ariaSort: 'ascending' | 'descending' | null }[];
  filters: {
    name: string;
    label: string;
    kind: string;
    value: string;
    any: string;
    options: { value: string; label: string; selected: boolean }[];
  }[];
  chips: { label: string; removeHref: string }[];
  /** What the filter form has to keep: the order. */
  hidden: { name: string; value: string }[];
  isEmpty: boolean;
  isFiltered: boolean;
  clearHref: string;
  firstHref: string | null;
  nextHref: string | null;
}

/**
 * What the partials `list` and `filter-bar` show: addresses for ordering, filtering and paging, made from the query in hand.
 * The query parameters of every list are its filters plus `sort`, `dir` and `cursor`.
 */
export function listView(spec: ListSpec): ListView {
  const filters = spec.filters ?? [];
  const values = new Map(filters.map((filter) => [filter.name, textOf(spec.query[filter.name])]));
  const order = { sort: textOf(spec.query.sort), dir: textOf(spec.query.dir) };
  const here = withQuery(spec.path, { ...Object.fromEntries(values), ...order });
  const set = filters.filter((filter) => values.get(filter.name));
  return {
    path: spec.path,
    columns: spec.columns.map((column) => columnView(column, here, spec.sort)),
    filters: filters
      .filter((filter) => !filter.chipOnly)
      .map((filter) => filterView(filter, values.get(filter.name) ?? '')),
    chips: set.map((filter) => ({
      label: `${filter.label}: ${labelOf(filter, values.get(filter.name) ?? '')}`,
      removeHref: withQuery(here, { [filter.name]: null }),
    })),
    hidden: [
      ...Object.entries(order).map(([name, value]) => ({ name, value })),
      ...set.filter((filter) => filter.chipOnly).map(({ name }) => ({ name, value: values.get(name) ?? '' })),
    ].filter(({ value }) => value),
    isEmpty: spec.count === 0,
    isFiltered: set.length > 0,
    clearHref: withQuery(spec.path, order),
    firstHref: textOf(spec.query.cursor) ? here : null,
    nextHref: spec.nextCursor ? withQuery(here, { cursor: spec.nextCursor }) : null,
  };
}

function columnView(column: ListColumn, here: string, sort: ListSpec['sort']): ListView['columns'][number] {
  const current = column.sortable && sort?.by === column.id ? sort.direction : null;
  const next: SortDirection = current === 'asc' ? 'desc' : 'asc';
  return {
    label: column.label,
    class: column.class ?? null,
    href: column.sortable ? withQuery(here, { sort: column.id, dir: next }) : null,
    ariaSort: current === null ? null : current === 'asc' ? 'ascending' : 'descending',
  };
}

function filterView(filter: ListFilter, value: string): ListView['filters'][number] {
  return {
    name: filter.name,
    label: filter.label,
    kind: filter.kind,
    value,
    any: filter.any ?? 'Wszystkie',
    options: (filter.options ?? []).map((option) => ({ ...option, selected: option.value === value })),
  };
}

function labelOf(filter: ListFilter, value: string): string {
  return filter.options?.find((option) => option.value === value)?.label ?? value;
}

/** Repeated parameters count once: the last one. */
function textOf(value: unknown): string {
  const one: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof one === 'string' ? one : typeof one === 'number' ? String(one) : '';
}
