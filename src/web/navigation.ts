import { type Actor, ROLES } from '../access/actor.js';
import { type Action, mayEver } from '../access/policy.js';
import type { NavGroup, NavItem } from '../rendering/layout-context.js';

/** Open to whoever may do the action, or one of several. */
type Entry = Omit<NavItem, 'count'> & { action: Action | readonly Action[] };

const GROUPS: { label: string | null; entries: Entry[] }[] = [
  {
    label: null,
    entries: [
      { id: 'home', label: 'Moja praca', href: '/', icon: 'home', action: ['ticket.list', 'purchase.decide'] },
      { id: 'tickets', label: 'Zgłoszenia', href: '/tickets', icon: 'ticket', action: 'ticket.list' },
      {
        id: 'inbound-emails',
        label: 'Poczta przychodząca',
        href: '/inbound-emails',
        icon: 'mail',
        action: 'inbound-email.list',
      },
      { id: 'my-tickets', label: 'Moje zgłoszenia', href: '/my-tickets', icon: 'list', action: 'form.use' },
      { id: 'form', label: 'Nowe zgłoszenie', href: '/form', icon: 'plus', action: 'form.use' },
    ],
  },
  {
    label: 'Dokumenty',
    entries: [
      {
        id: 'repair-protocols',
        label: 'Protokoły naprawy',
        href: '/repair-protocols',
        icon: 'tool',
        action: 'protocol.list',
      },
      {
        id: 'purchase-requests',
        label: 'Wnioski o zakup',
        href: '/purchase-requests',
        icon: 'shopping-cart',
        action: 'purchase.list',
      },
      { id: 'outages', label: 'Przestoje', href: '/outages', icon: 'server', action: 'outage.list' },
      { id: 'assets', label: 'Sprzęt', href: '/assets', icon: 'device-desktop', action: 'asset.list' },
    ],
  },
  {
    label: 'Sprawozdania',
    entries: [
      { id: 'kpi', label: 'Mierniki', href: '/kpi', icon: 'chart-bar', action: 'kpi.view' },
      {
        id: 'process-card',
        label: 'Karta procesu',
        href: '/process-card',
        icon: 'file-text',
        action: 'process-card.view',
      },
      {
        id: 'notifications',
        label: 'Powiadomienia',
        href: '/notifications',
        icon: 'send',
        action: 'notification.list',
      },
      { id: 'settings', label: 'Ustawienia', href: '/settings', icon: 'settings', action: 'settings.view' },
    ],
  },
];

/** The navigation of a person: only what their roles open. */
export function navigationOf(actor: Actor): NavGroup[] {
  return GROUPS.map(({ label, entries }) => ({
    label,
    items: entries
      .filter(({ action }) => [action].flat().some((one) => mayEver(actor, one)))
      .map(({ id, label: text, href, icon }) => ({ id, label: text, href, icon, count: null })),
  })).filter(({ items }) => items.length > 0);
}

/** The role shown beside the name: the most telling one. */
export function mainRole(actor: Actor): string {
  const held = actor.roles.map(({ role }) => role);
  return [...ROLES].reverse().find((role) => held.includes(role)) ?? 'employee';
}
