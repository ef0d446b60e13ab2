import type { Flash } from './flash.js';

export interface NavItem {
  /** Compared with the page's `nav`, to mark where one is. */
  id: string;
  label: string;
  href: string;
  icon: string;
  /** How much waits there; null shows nothing. */
  count: number | null;
}

export interface NavGroup {
  label: string | null;
  items: NavItem[];
}

/** What the frame of every page needs; templates see it as `@layout`. */
export interface LayoutContext {
  /** null: nobody is signed in, the page has no navigation. */
  actor: { name: string; role: string } | null;
  nav: NavGroup[];
  /** Where the search box leads; null: no search. */
  searchHref: string | null;
  /** Where hints of changes come from (server-sent events); null: none. */
  liveHref: string | null;
  csrfToken: string;
  flash: Flash | null;
  /** Path and query of this page. */
  url: string;
  now: Date;
  version: string;
  demo: boolean;
  /** Said on every page: a part of the system that is down. */
  notices: string[];
}
