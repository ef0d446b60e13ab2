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

/** What the foot of a page and its information clauses say of the office. */
export interface LayoutOffice {
  name: string;
  /** The unit that runs the helpdesk. */
  unitName: string;
  dataController: string;
  /** For urgent failures. */
  phone: { text: string; href: string } | null;
  /** `pon.–pt. 07:30–15:30` */
  hours: string | null;
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
  /** null: the database was not there yet. */
  office: LayoutOffice | null;
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
